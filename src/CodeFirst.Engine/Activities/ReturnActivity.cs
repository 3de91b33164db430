namespace CodeFirst.Engine.Activities;

/// <summary>The poller of a started attempt is gone before it got it: another one may take it.</summary>
public sealed record ReturnActivity(TaskToken Token) : RunCommand;
