namespace CodeFirst.Engine;

/// <summary>Something that happens to an existing run. Each folder of the engine holds the commands of its concept.</summary>
public abstract record RunCommand;
