namespace CodeFirst.Engine.Children;

/// <summary>What a parent knows of the start of a child.</summary>
public sealed record ChildStartAnswer(ChildStartStatus Status) : CommandReply;
