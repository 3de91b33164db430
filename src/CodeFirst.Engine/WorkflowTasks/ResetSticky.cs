namespace CodeFirst.Engine.WorkflowTasks;

/// <summary>Forgets which worker has the run cached. A scheduled task moves to the normal queue.</summary>
public sealed record ResetSticky : RunCommand;
