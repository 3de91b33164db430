using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Server.Visibility;
using CodeFirst.Storage.Sqlite;
using CsCheck;
using Grpc.Core;

namespace CodeFirst.Server.Tests.Visibility;

public class VisibilityQueryFuzzTests
{
    private static readonly QueryScope Scope = QueryScope.OfRuns(new Dictionary<string, IndexedValueType>
    {
        ["Customer"] = IndexedValueType.Keyword,
        ["Amount"] = IndexedValueType.Int,
        ["Rate"] = IndexedValueType.Double,
        ["Urgent"] = IndexedValueType.Bool,
        ["Due"] = IndexedValueType.Datetime,
        ["Tags"] = IndexedValueType.KeywordList,
        ["Note"] = IndexedValueType.Text,
    });

    private static readonly string[] Fields = ["Customer", "Amount", "Rate", "Urgent", "Due", "Tags", "Note", "WorkflowId", "RunId", "ExecutionStatus", "CloseTime", "ExecutionDuration", "HistoryLength", "RootRunId", "Nobody"];

    private static readonly string[] Values = ["'a'", "\"it''s\"", "5", "-1.5e3", "true", "'2026-08-01T12:00:00Z'", "'Running'", "'1h'", "''", "'%_'"];

    private static readonly Gen<string> Condition = Gen.Select(
        Gen.OneOf(Fields),
        Gen.OneOf("=", "!=", "<", "<=", ">", ">=", "IN", "NOT IN", "BETWEEN", "NOT BETWEEN", "STARTS_WITH", "IS NULL", "IS NOT NULL"),
        Gen.OneOf(Values),
        Gen.OneOf(Values),
        (field, comparison, first, second) => comparison switch
        {
            "IN" or "NOT IN" => $"{field} {comparison} ({first}, {second})",
            "BETWEEN" or "NOT BETWEEN" => $"{field} {comparison} {first} AND {second}",
            "IS NULL" or "IS NOT NULL" => $"{field} {comparison}",
            _ => $"{field} {comparison} {first}",
        });

    private static readonly Gen<string> Query = Gen.Recursive<string>((depth, inner) => depth > 3
        ? Condition
        : Gen.OneOf(
            Condition,
            Gen.Select(inner, Gen.OneOf(" AND ", " OR "), inner, (left, word, right) => left + word + right),
            inner.Select(query => $"({query})"),
            inner.Select(query => $"NOT {query}")));

    private static readonly Gen<string> Soup = Gen.OneOf([.. Fields, .. Values, "(", ")", ",", "AND", "OR", "NOT", "IN", "IS", "NULL", "=", "<", "BETWEEN", "GROUP", "BY", "LIMIT", "`", "'", "\"", "\\", ";", "\0", "é", "--"])
        .List[0, 30].Select(words => string.Join(' ', words));

    [Fact]
    public void Parse_AnyText_IsReadOrRefused() =>
        Gen.OneOf(Soup, Gen.String, Query).Sample(text => { _ = IsRefused(text); }, iter: 2_000);

    [Fact]
    public async Task List_AnyQueryThatIsRead_IsOneThatTheStoreAnswers()
    {
        await using var store = SqliteStore.OpenMemory();
        await store.MigrateAsync(CancellationToken.None);

        await Query.SampleAsync(
            async text =>
            {
                if (!IsRefused(text))
                {
                    Assert.Empty(await store.ListRunsAsync("namespace", VisibilityQueryParser.ParseQuery(text).ToFilter(Scope), after: null, 1, CancellationToken.None));
                }
            },
            iter: 1_000);
    }

    private static bool IsRefused(string text)
    {
        try
        {
            VisibilityQueryParser.ParseQuery(text).ToFilter(Scope);
            return false;
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.InvalidArgument)
        {
            return true;
        }
    }
}
