namespace CodeFirst.Analyzers.Determinism;

/// <summary>A use that would differ on replay.</summary>
internal sealed class ForbiddenUse(string display, string replacement)
{
    /// <summary>As a user writes it, such as DateTime.UtcNow.</summary>
    public string Display { get; } = display;

    /// <summary>What to write instead, such as Workflow.UtcNow.</summary>
    public string Replacement { get; } = replacement;
}
