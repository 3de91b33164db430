namespace CodeFirst.Engine.Reset;

/// <summary>
/// Tells the run that is reset, and the current one, that another run takes their place: they end where they still run. Nothing else is told of it, because
/// the work goes on.
/// </summary>
/// <param name="Reason">For people.</param>
/// <param name="RunId">The run that takes its place.</param>
/// <param name="FinishEventId">
/// Events before it are the new run's too, and so are the messages to others that they caused; zero for a run that shares no events with the new one.
/// </param>
public sealed record ReplaceRun(string Reason, string RunId, long FinishEventId) : RunCommand;
