namespace CodeFirst.Engine.Timers;

/// <summary>
/// Fires everything that is due: user timers, activity timeouts and retries, workflow task timeouts, run and execution timeouts,
/// and messages to other runs that are to be sent again. Harmless when nothing is due.
/// </summary>
/// <param name="SuccessorRunId">The id of the run that follows this one, should the run time out and its retry policy or cron schedule ask for it.</param>
public sealed record AdvanceTime(string SuccessorRunId) : RunCommand
{
    /// <summary>Whether no process lives that could have handed out a task: it is ready again without waiting.</summary>
    public bool RecoversHandouts { get; init; }
}
