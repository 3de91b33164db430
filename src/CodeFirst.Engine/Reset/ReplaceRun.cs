namespace CodeFirst.Engine.Reset;

/// <summary>
/// Tells the run that is reset, and the current one, that another run takes their place: they end where they still run. Nothing else is told of it, because
/// the work goes on.
/// </summary>
/// <param name="Reason">For people.</param>
/// <param name="RunId">The run that takes its place.</param>
public sealed record ReplaceRun(string Reason, string RunId) : RunCommand;
