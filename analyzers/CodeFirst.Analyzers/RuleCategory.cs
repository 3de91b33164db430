namespace CodeFirst.Analyzers;

/// <summary>What a rule is about; its id's first digit says the same.</summary>
internal static class RuleCategory
{
    /// <summary>CF0xxx: workflow code that would not run the same way again.</summary>
    public const string Determinism = "Determinism";

    /// <summary>CF1xxx: the shape of workflows, handlers and activities.</summary>
    public const string Shape = "Shape";
}
