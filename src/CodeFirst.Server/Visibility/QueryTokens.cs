using Superpower;
using Superpower.Model;
using Superpower.Parsers;
using Superpower.Tokenizers;

namespace CodeFirst.Server.Visibility;

/// <summary>Splits query text into tokens. Keywords are in any case; names may stand in backticks; text stands in single or double quotes.</summary>
internal static class QueryTokens
{
    private static readonly TextParser<Unit> Name = Character.Letter.Or(Character.EqualTo('_'))
        .IgnoreThen(Character.LetterOrDigit.Or(Character.EqualTo('_')).IgnoreMany());

    private static readonly TextParser<Unit> Sign = Character.In('+', '-').Value(Unit.Value).OptionalOrDefault();

    private static readonly TextParser<Unit> Digits = Character.Digit.IgnoreThen(Character.Digit.IgnoreMany());

    private static readonly TextParser<Unit> Fraction = Character.EqualTo('.').IgnoreThen(Character.Digit.IgnoreMany());

    private static readonly TextParser<Unit> Exponent = Character.In('e', 'E').IgnoreThen(Sign).IgnoreThen(Digits);

    private static readonly TextParser<Unit> Number =
        Sign.IgnoreThen(Digits).IgnoreThen(Fraction.OptionalOrDefault()).IgnoreThen(Exponent.OptionalOrDefault());

    private static readonly Tokenizer<QueryToken> Tokenizer = new TokenizerBuilder<QueryToken>()
        .Ignore(Span.WhiteSpace)
        .Match(Character.EqualTo('('), QueryToken.Open)
        .Match(Character.EqualTo(')'), QueryToken.Close)
        .Match(Character.EqualTo(','), QueryToken.Comma)
        .Match(Quoted('\''), QueryToken.Text)
        .Match(Quoted('"'), QueryToken.Text)
        .Match(Quoted('`'), QueryToken.Name)
        .Match(Operators("<=", ">=", "!=", "<>", "=", "<", ">"), QueryToken.Operator)
        .Match(Number, QueryToken.Number, requireDelimiters: true)
        .Match(Keyword("AND"), QueryToken.And, requireDelimiters: true)
        .Match(Keyword("OR"), QueryToken.Or, requireDelimiters: true)
        .Match(Keyword("NOT"), QueryToken.Not, requireDelimiters: true)
        .Match(Keyword("IN"), QueryToken.In, requireDelimiters: true)
        .Match(Keyword("BETWEEN"), QueryToken.Between, requireDelimiters: true)
        .Match(Keyword("STARTS_WITH"), QueryToken.StartsWith, requireDelimiters: true)
        .Match(Keyword("IS"), QueryToken.Is, requireDelimiters: true)
        .Match(Keyword("NULL"), QueryToken.Null, requireDelimiters: true)
        .Match(Keyword("GROUP"), QueryToken.Group, requireDelimiters: true)
        .Match(Keyword("BY"), QueryToken.By, requireDelimiters: true)
        .Match(Keyword("ORDER"), QueryToken.Order, requireDelimiters: true)
        .Match(Keyword("LIMIT"), QueryToken.Limit, requireDelimiters: true)
        .Match(Keyword("TRUE"), QueryToken.True, requireDelimiters: true)
        .Match(Keyword("FALSE"), QueryToken.False, requireDelimiters: true)
        .Match(Name, QueryToken.Name, requireDelimiters: true)
        .Build();

    public static Result<TokenList<QueryToken>> Split(string text) => Tokenizer.TryTokenize(text);

    /// <summary>The name without its backticks.</summary>
    public static string ReadName(Token<QueryToken> token)
    {
        var text = token.ToStringValue();
        return text[0] == '`' ? Unquote(text) : text;
    }

    /// <summary>The value between the quotes; a quote inside is doubled, or stands after a backslash.</summary>
    public static string Unquote(string token)
    {
        var quote = token[0];
        var value = new System.Text.StringBuilder(token.Length);
        for (var i = 1; i < token.Length - 1; i++)
        {
            if (token[i] == quote || (token[i] == '\\' && i + 1 < token.Length - 1 && (token[i + 1] == quote || token[i + 1] == '\\')))
            {
                i++;
            }

            value.Append(token[i]);
        }

        return value.ToString();
    }

    private static TextParser<TextSpan> Keyword(string keyword) => Span.EqualToIgnoreCase(keyword);

    private static TextParser<TextSpan> Operators(params string[] operators) =>
        operators.Select(text => Span.EqualTo(text).Try()).Aggregate((left, right) => left.Or(right));

    private static TextParser<Unit> Quoted(char quote)
    {
        var escaped = Character.EqualTo('\\').IgnoreThen(Character.AnyChar).Try();
        var doubled = Character.EqualTo(quote).IgnoreThen(Character.EqualTo(quote)).Try();
        return Character.EqualTo(quote)
            .IgnoreThen(escaped.Or(doubled).Or(Character.Except(quote)).IgnoreMany())
            .IgnoreThen(Character.EqualTo(quote))
            .Value(Unit.Value);
    }
}
