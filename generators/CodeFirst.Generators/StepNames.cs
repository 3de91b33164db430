namespace CodeFirst.Generators;

/// <summary>The pipeline's steps, by which tests ask what was recomputed.</summary>
internal static class StepNames
{
    public const string Workflows = nameof(Workflows);
    public const string Activities = nameof(Activities);
    public const string Definitions = nameof(Definitions);
    public const string Clients = nameof(Clients);
    public const string Stubs = nameof(Stubs);
    public const string Dispatches = nameof(Dispatches);
    public const string WorkflowEntries = nameof(WorkflowEntries);
    public const string ActivitiesEntries = nameof(ActivitiesEntries);
    public const string Registration = nameof(Registration);
}
