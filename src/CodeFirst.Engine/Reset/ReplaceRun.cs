namespace CodeFirst.Engine.Reset;

/// <summary>Tells the current run that a reset takes its place: it ends where it still runs. Nothing else is told of its end, because the work goes on.</summary>
/// <param name="Reason">For people.</param>
/// <param name="RunId">The run that takes its place.</param>
public sealed record ReplaceRun(string Reason, string RunId) : RunCommand;
