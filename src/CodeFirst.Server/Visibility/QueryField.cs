using CodeFirst.Storage.Visibility;
using Superpower.Model;

namespace CodeFirst.Server.Visibility;

/// <summary>A field as a query names it: binds operators and values to its type.</summary>
internal readonly record struct QueryField(VisibilityField Field)
{
    public static QueryField Find(Token<QueryToken> token)
    {
        var name = token.ToStringValue().Trim('`');
        return QueryFields.TryFind(name, out var field)
            ? new QueryField(field)
            : throw VisibilityQueryParser.Invalid(token, $"there is no field `{name}`; the fields are {QueryFields.AllNames}");
    }

    public VisibilityFilter Compare(Token<QueryToken> at, ComparisonOperator comparison, Token<QueryToken> value) =>
        QueryFields.Allows(Field, comparison)
            ? new VisibilityFilter.Comparison(Field, comparison, Read(value))
            : throw VisibilityQueryParser.Invalid(at, $"{Field} cannot be compared with `{at.ToStringValue()}`");

    public object Read(Token<QueryToken> token)
    {
        var isNumber = token.Kind == QueryToken.Number;
        var text = token.ToStringValue();
        return QueryFields.Read(Field, isNumber ? text : QueryTokens.Unquote(text), isNumber, out var expected)
            ?? throw VisibilityQueryParser.Invalid(token, $"{text} is no value of {Field}; expected {expected}");
    }
}
