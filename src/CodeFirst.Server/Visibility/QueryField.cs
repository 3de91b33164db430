using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Visibility;
using Grpc.Core;
using Superpower.Model;

namespace CodeFirst.Server.Visibility;

/// <summary>
/// A field as a query names it: binds operators and values to its type. What each type allows:
/// <code>
///   type               = !=   IN   &lt; &lt;= &gt; &gt;= BETWEEN   STARTS_WITH   IS NULL
///   Keyword             x     x          x               x           x
///   Int Double Datetime x     x          x                           x
///   Bool, status        x     x                                      x
///   KeywordList         x     x                                      x
///   Text                x                                            x
/// </code>
/// </summary>
internal readonly record struct QueryField(VisibilityField Field)
{
    private bool IsOrdered =>
        Field.Type is IndexedValueType.Keyword or IndexedValueType.Int or IndexedValueType.Double or IndexedValueType.Datetime
        && Field.Column != VisibilityColumn.ExecutionStatus;

    public VisibilityFilter Compare(Token<QueryToken> at, ComparisonOperator comparison, Token<QueryToken> value)
    {
        if (!Allows(comparison))
        {
            throw NotAllowed(at);
        }

        if (Field.Type != IndexedValueType.Text)
        {
            return new VisibilityFilter.Comparison(Field, comparison, Read(value));
        }

        var anyWord = new VisibilityFilter.In(Field, [.. ReadWords(value)]);
        return comparison == ComparisonOperator.Equal ? anyWord : new VisibilityFilter.Not(anyWord);
    }

    public VisibilityFilter In(Token<QueryToken> at, Token<QueryToken>[] values) =>
        Field.Type == IndexedValueType.Text ? throw NotAllowed(at) : new VisibilityFilter.In(Field, [.. values.Select(Read)]);

    private bool Allows(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Equal or ComparisonOperator.NotEqual => true,
        ComparisonOperator.StartsWith => IsOrdered && Field.Type == IndexedValueType.Keyword,
        _ => IsOrdered,
    };

    private object Read(Token<QueryToken> token) =>
        QueryValues.Read(Field, token, out var expected)
        ?? throw VisibilityQueryParser.Invalid(token, $"{token.ToStringValue()} is no value of {Field.Name}, which is of type {Field.Type}; expected {expected}");

    private IReadOnlyList<string> ReadWords(Token<QueryToken> token) =>
        TextWords.Split((string)Read(token)) is [_, ..] words
            ? words
            : throw VisibilityQueryParser.Invalid(token, $"there is no word to look for in {Field.Name}, which is of type {Field.Type}");

    private RpcException NotAllowed(Token<QueryToken> at) =>
        VisibilityQueryParser.Invalid(at, $"{Field.Name}, which is of type {Field.Type}, cannot be compared with `{at.ToStringValue()}`");
}
