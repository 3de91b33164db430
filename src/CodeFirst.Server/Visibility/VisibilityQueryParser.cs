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
    // Parser, binding and databases recurse: these keep a hostile query from exhausting anybody's stack.
    private const int MaxTokens = 10_000;
    private const int MaxConditions = 500;
    private const int MaxDepth = 100;

    private static readonly TokenListParser<QueryToken, Token<QueryToken>> Value =
        Token.EqualTo(QueryToken.Text)
            .Or(Token.EqualTo(QueryToken.Number))
            .Or(Token.EqualTo(QueryToken.True))
            .Or(Token.EqualTo(QueryToken.False))
            .Named("value");

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
        select new ConditionOf(field => field.In(keyword, values));

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

    private static readonly TokenListParser<QueryToken, FilterOf> Condition =
        from name in Token.EqualTo(QueryToken.Name)
        from condition in Comparison.Or(In).Or(Between).Or(StartsWith).Or(IsNull).Or(Negated)
        select new FilterOf(scope => condition(scope.Find(name)));

    private static readonly TokenListParser<QueryToken, FilterOf> Factor =
        Condition
            .Or(
                from open in Token.EqualTo(QueryToken.Open)
                from inner in Parse.Ref(() => Expression!)
                from close in Token.EqualTo(QueryToken.Close)
                select inner)
            .Or(
                from negation in Token.EqualTo(QueryToken.Not)
                from inner in Parse.Ref(() => Factor!)
                select new FilterOf(scope => new VisibilityFilter.Not(inner(scope))));

    private static readonly TokenListParser<QueryToken, FilterOf> Term =
        Parse.Chain(Token.EqualTo(QueryToken.And), Factor, (_, left, right) => scope => new VisibilityFilter.And(left(scope), right(scope)));

    private static readonly TokenListParser<QueryToken, FilterOf> Expression =
        Parse.Chain(Token.EqualTo(QueryToken.Or), Term, (_, left, right) => scope => new VisibilityFilter.Or(left(scope), right(scope)));

    private static readonly TokenListParser<QueryToken, bool> Grouping =
        from keyword in Token.EqualTo(QueryToken.Group)
        from preposition in Token.EqualTo(QueryToken.By)
        from name in Token.EqualTo(QueryToken.Name)
        select QueryTokens.ReadName(name).Equals(VisibilityField.ExecutionStatus.Name, StringComparison.OrdinalIgnoreCase)
            ? true
            : throw Invalid(name, "only ExecutionStatus can be grouped by");

    private static readonly TokenListParser<QueryToken, (FilterOf? Filter, bool GroupsByStatus)> Query =
        (from filter in Expression.AsNullable().OptionalOrDefault()
         from groups in Grouping.OptionalOrDefault()
         select (filter, groups)).AtEnd();

    public static ParsedQuery ParseQuery(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw Invalid("it has a NUL character");
        }

        var tokens = QueryTokens.Split(text);
        if (!tokens.HasValue)
        {
            throw Invalid(tokens.ToString());
        }

        CheckTokens(tokens.Value);
        var query = Query.TryParse(tokens.Value);
        return query.HasValue
            ? new ParsedQuery(GetNames(tokens.Value), query.Value.Filter, query.Value.GroupsByStatus)
            : throw Invalid(query.ToString());
    }

    internal static RpcException Invalid(Token<QueryToken> token, string message) =>
        Invalid($"Syntax error (line {token.Position.Line}, column {token.Position.Column}): {message}.");

    private static RpcException Invalid(string message) => Refusals.InvalidArgument($"invalid query: {message}").ToException();

    private static string[] GetNames(TokenList<QueryToken> tokens) =>
        [.. tokens.Where(token => token.Kind == QueryToken.Name).Select(QueryTokens.ReadName).Distinct(StringComparer.Ordinal)];

    private static void CheckTokens(TokenList<QueryToken> tokens)
    {
        var (count, conditions, depth) = (0, 0, 0);
        var previous = QueryToken.Open;
        foreach (var token in tokens)
        {
            if (token.Kind is QueryToken.Order or QueryToken.Limit)
            {
                throw Invalid(token, $"{token.ToStringValue()} is not supported: running runs come first, then the last closed, in pages");
            }

            conditions += token.Kind == QueryToken.Name ? 1 : 0;
            depth += token.Kind switch
            {
                QueryToken.Open => 1,
                QueryToken.Close => -1,

                // Not that of NOT IN and IS NOT NULL, which nests nothing.
                QueryToken.Not when previous is not (QueryToken.Name or QueryToken.Is) => 1,
                _ => 0,
            };
            previous = token.Kind;
            if (++count > MaxTokens || conditions > MaxConditions || depth > MaxDepth)
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
