namespace CodeFirst.Engine.Children;

/// <summary>Asks a parent, running or closed, whether it recorded the start of a child. Answered by a <see cref="ChildStartAnswer"/>; nothing changes.</summary>
/// <param name="InitiatedEventId">The event of the parent's history that asked for the child.</param>
/// <param name="RunId">The first run of the child.</param>
public sealed record CheckChildStart(long InitiatedEventId, string RunId) : RunCommand;
