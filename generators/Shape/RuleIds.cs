namespace CodeFirst.Shape;

/// <summary>The rules that say why a type yields no generated code.</summary>
internal static class RuleIds
{
    public const string Partial = "CF1001";
    public const string RunMissing = "CF1002";
    public const string RunRepeated = "CF1003";
    public const string Run = "CF1004";
    public const string Handler = "CF1005";
    public const string WorkflowType = "CF1006";
    public const string DuplicateName = "CF1007";
    public const string Activity = "CF1008";
    public const string ActivitiesType = "CF1009";
}
