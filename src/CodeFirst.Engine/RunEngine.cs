using CodeFirst.Engine.Execution;

namespace CodeFirst.Engine;

/// <summary>The engine: one pure function. No I/O, no clock, no randomness; the same input gives the same output.</summary>
public static class RunEngine
{
    /// <summary>Creates a run.</summary>
    public static Transition Start(StartRun command, DateTimeOffset now) => throw new NotSupportedException();

    /// <summary>Decides a command on a run. <paramref name="state"/> is not modified.</summary>
    public static Transition Decide(RunState state, RunCommand command, DateTimeOffset now) => throw new NotSupportedException();
}
