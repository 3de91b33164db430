namespace CodeFirst.Storage.Visibility;

/// <summary>How a field is compared.</summary>
public enum ComparisonOperator
{
    /// <summary>=</summary>
    Equal = 1,

    /// <summary>!=</summary>
    NotEqual = 2,

    /// <summary>&lt;</summary>
    Less = 3,

    /// <summary>&lt;=</summary>
    LessOrEqual = 4,

    /// <summary>&gt;</summary>
    Greater = 5,

    /// <summary>&gt;=</summary>
    GreaterOrEqual = 6,

    /// <summary>STARTS_WITH, for text.</summary>
    StartsWith = 7,
}
