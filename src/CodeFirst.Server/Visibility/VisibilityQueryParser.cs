using CodeFirst.Server.Errors;
using CodeFirst.Storage.Visibility;
using Grpc.Core;
using Superpower;
using Superpower.Model;
using Superpower.Parsers;
using ConditionOf = System.Func<CodeFirst.Server.Visibility.QueryField, CodeFirst.Storage.Visibility.VisibilityFilter>;

namespace CodeFirst.Server.Visibility;

/// <summary>Parses the API's query text: conditions on fields with AND, OR, NOT and parentheses. What is wrong, and where, is refused INVALID_ARGUMENT.</summary>
internal static class VisibilityQueryParser
{
    // The parser is recursive: both keep a hostile query from exhausting the stack.
    private const int MaxTokens = 4000;
    private const int MaxDepth = 100;

    private static readonly TokenListParser<QueryToken, Token<QueryToken>> Value =
        Token.EqualTo(QueryToken.Text).Or(Token.EqualTo(QueryToken.Number)).Named("value");

    private static readonly TokenListParser<QueryToken, ConditionOf> Comparison =
        from comparison in Token.EqualTo(QueryToken.Operator)
        from value in Value
        select new ConditionOf(field => field.Compare(comparison, ToOperator(comparison.ToStringValue()), value));

    private static readonly TokenListParser<QueryToken, ConditionOf> StartsWith =
        from comparison in Token.EqualTo(QueryToken.StartsWith)
        from value in Value
        select new ConditionOf(field => field.Compare(comparison, ComparisonOperator.StartsWith, value));

    private static readonly TokenListParser<QueryToken, ConditionOf> In =
        from keyword in Token.EqualTo(QueryToken.In)
        from open in Token.EqualTo(QueryToken.Open)
        from values in Value.AtLeastOnceDelimitedBy(Token.EqualTo(QueryToken.Comma))
        from close in Token.EqualTo(QueryToken.Close)
        select new ConditionOf(field => new VisibilityFilter.In(field.Field, [.. values.Select(field.Read)]));

    private static readonly TokenListParser<QueryToken, ConditionOf> Between =
        from keyword in Token.EqualTo(QueryToken.Between)
        from low in Value
        from conjunction in Token.EqualTo(QueryToken.And)
        from high in Value
        select new ConditionOf(field => new VisibilityFilter.And(
            field.Compare(keyword, ComparisonOperator.GreaterOrEqual, low),
            field.Compare(keyword, ComparisonOperator.LessOrEqual, high)));

    private static readonly TokenListParser<QueryToken, ConditionOf> IsNull =
        from keyword in Token.EqualTo(QueryToken.Is)
        from negation in Token.EqualTo(QueryToken.Not).Optional()
        from nothing in Token.EqualTo(QueryToken.Null)
        select negation is null
            ? new ConditionOf(field => new VisibilityFilter.IsNull(field.Field))
            : field => new VisibilityFilter.Not(new VisibilityFilter.IsNull(field.Field));

    private static readonly TokenListParser<QueryToken, ConditionOf> Negated =
        from negation in Token.EqualTo(QueryToken.Not)
        from inner in In.Or(Between).Or(StartsWith)
        select new ConditionOf(field => new VisibilityFilter.Not(inner(field)));

    private static readonly TokenListParser<QueryToken, VisibilityFilter> Condition =
        from name in Token.EqualTo(QueryToken.Name)
        from condition in Comparison.Or(In).Or(Between).Or(StartsWith).Or(IsNull).Or(Negated)
        select condition(QueryField.Find(name));

    private static readonly TokenListParser<QueryToken, VisibilityFilter> Factor =
        Condition
            .Or(
                from open in Token.EqualTo(QueryToken.Open)
                from inner in Parse.Ref(() => Expression!)
                from close in Token.EqualTo(QueryToken.Close)
                select inner)
            .Or(
                from negation in Token.EqualTo(QueryToken.Not)
                from inner in Parse.Ref(() => Factor!)
                select (VisibilityFilter)new VisibilityFilter.Not(inner));

    private static readonly TokenListParser<QueryToken, VisibilityFilter> Term =
        Parse.Chain(Token.EqualTo(QueryToken.And), Factor, (_, left, right) => new VisibilityFilter.And(left, right));

    private static readonly TokenListParser<QueryToken, VisibilityFilter> Expression =
        Parse.Chain(Token.EqualTo(QueryToken.Or), Term, (_, left, right) => new VisibilityFilter.Or(left, right));

    private static readonly TokenListParser<QueryToken, bool> Grouping =
        from keyword in Token.EqualTo(QueryToken.Group)
        from preposition in Token.EqualTo(QueryToken.By)
        from name in Token.EqualTo(QueryToken.Name)
        select QueryField.Find(name).Field == VisibilityField.ExecutionStatus
            ? true
            : throw Invalid(name, "only ExecutionStatus can be grouped by");

    private static readonly TokenListParser<QueryToken, VisibilityQuery> Query =
        (from filter in Expression.AsNullable().OptionalOrDefault()
         from groups in Grouping.OptionalOrDefault()
         select new VisibilityQuery(filter, groups)).AtEnd();

    public static VisibilityQuery ParseQuery(string text)
    {
        var tokens = QueryTokens.Split(text);
        if (!tokens.HasValue)
        {
            throw Invalid(tokens.ToString());
        }

        CheckSize(tokens.Value);
        var query = Query.TryParse(tokens.Value);
        return query.HasValue ? query.Value : throw Invalid(query.ToString());
    }

    internal static RpcException Invalid(Token<QueryToken> token, string message) =>
        Invalid($"Syntax error (line {token.Position.Line}, column {token.Position.Column}): {message}.");

    private static RpcException Invalid(string message) => Refusals.InvalidArgument($"invalid query: {message}").ToException();

    private static void CheckSize(TokenList<QueryToken> tokens)
    {
        var (count, depth) = (0, 0);
        foreach (var token in tokens)
        {
            depth += token.Kind switch { QueryToken.Open or QueryToken.Not => 1, QueryToken.Close => -1, _ => 0 };
            if (++count > MaxTokens || depth > MaxDepth)
            {
                throw Invalid(token, "the query is too long or too deep");
            }
        }
    }

    private static ComparisonOperator ToOperator(string text) => text switch
    {
        "=" => ComparisonOperator.Equal,
        "!=" or "<>" => ComparisonOperator.NotEqual,
        "<" => ComparisonOperator.Less,
        "<=" => ComparisonOperator.LessOrEqual,
        ">" => ComparisonOperator.Greater,
        _ => ComparisonOperator.GreaterOrEqual,
    };
}
