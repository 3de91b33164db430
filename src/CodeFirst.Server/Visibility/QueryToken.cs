using Superpower.Display;

namespace CodeFirst.Server.Visibility;

/// <summary>The words of the query language.</summary>
internal enum QueryToken
{
    [Token(Description = "name")]
    Name = 1,

    [Token(Description = "text")]
    Text = 2,

    [Token(Description = "number")]
    Number = 3,

    [Token(Description = "operator")]
    Operator = 4,

    [Token(Example = "(")]
    Open = 5,

    [Token(Example = ")")]
    Close = 6,

    [Token(Example = ",")]
    Comma = 7,

    [Token(Example = "AND")]
    And = 8,

    [Token(Example = "OR")]
    Or = 9,

    [Token(Example = "NOT")]
    Not = 10,

    [Token(Example = "IN")]
    In = 11,

    [Token(Example = "BETWEEN")]
    Between = 12,

    [Token(Example = "STARTS_WITH")]
    StartsWith = 13,

    [Token(Example = "IS")]
    Is = 14,

    [Token(Example = "NULL")]
    Null = 15,

    [Token(Example = "GROUP")]
    Group = 16,

    [Token(Example = "BY")]
    By = 17,

    [Token(Example = "ORDER")]
    Order = 18,

    [Token(Example = "LIMIT")]
    Limit = 19,

    [Token(Example = "TRUE")]
    True = 20,

    [Token(Example = "FALSE")]
    False = 21,
}
