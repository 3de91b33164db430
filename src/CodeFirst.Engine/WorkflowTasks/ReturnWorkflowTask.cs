namespace CodeFirst.Engine.WorkflowTasks;

/// <summary>The poller of a started task is gone before it got it: another one may take it.</summary>
public sealed record ReturnWorkflowTask(TaskToken Token) : RunCommand;
