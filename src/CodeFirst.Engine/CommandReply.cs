namespace CodeFirst.Engine;

/// <summary>What the caller of a command is answered once the transition is committed. Commands that answer nothing have none.</summary>
public abstract record CommandReply;
