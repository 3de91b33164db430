using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Sdk.Converters;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Sdk.Runtime;

/// <summary>
/// What the code of one run sees, and the FIFO that drives it. It is current on a thread only while that thread runs the run's code; at most one thread does.
/// </summary>
internal sealed class WorkflowContext
{
    [ThreadStatic]
    private static WorkflowContext? _current;

    private readonly Queue<(Durable Waiting, Durable Completed)> _ready = new();
    private readonly List<PendingCondition> _conditions = [];
    private string? _frozenBy;
    private volatile string? _poison;

    public WorkflowContext(string randomSeed, DataConverter dataConverter, ILogger logger, WorkflowInfo info)
    {
        DataConverter = dataConverter;
        Info = info;
        Random = new WorkflowRandom(randomSeed);
        Logger = new WorkflowLogger(this, logger);
        Operations = new PendingOperations(this);
    }

    public static WorkflowContext? Current => _current;

    public DataConverter DataConverter { get; }

    public WorkflowInfo Info { get; set; }

    public WorkflowLogger Logger { get; }

    public CommandLog Commands { get; } = new();

    public PendingOperations Operations { get; }

    public DateTime UtcNow { get; set; }

    public bool IsReplaying { get; set; }

    /// <summary>Signal handlers that have begun and not ended.</summary>
    public int OpenHandlers { get; set; }

    /// <summary>Drawing from it changes the run's state, as a command does.</summary>
    public WorkflowRandom Random
    {
        get
        {
            EnsureNotFrozen("random numbers and ids");
            return field;
        }
    }

    /// <summary>The context of the workflow code that calls a member of <see cref="Workflow"/>.</summary>
    public static WorkflowContext Require([CallerMemberName] string member = "") => _current
        ?? throw new InvalidOperationException($"Workflow.{member} works in workflow code only: in a run method or handler of a workflow, and in what these call.");

    /// <summary>Called before an await suspends. Always false, as the await's answer to whether it can go on.</summary>
    public static bool EnsureCanSuspend()
    {
        var context = _current
            ?? throw new InvalidOperationException("A durable operation was awaited outside of its workflow. Await it in a method that returns Durable and is called by workflow code.");
        context.EnsureNotFrozen("an await");
        return false;
    }

    /// <summary>
    /// A method such as <c>async Task</c> awaits a durable operation. Throwing here would end the process, for the runtime rethrows it on the thread pool; and going on
    /// would leave the workflow's thread. So the method is left where it is, and the workflow task fails.
    /// </summary>
    public static void RefuseForeignMethod()
    {
        const string message = "A method that returns neither Durable nor Durable<T> awaits a durable operation. Declare the method as async Durable or async Durable<T>.";
        if (_current is not { } context)
        {
            throw new InvalidOperationException(message);
        }

        context.Poison(message);
    }

    /// <summary>Runs a job when a durable operation has ended.</summary>
    public static void OnCompleted(Durable durable, Action job) => durable.AddContinuation(new Job(job));

    public Scope Enter()
    {
        var previous = _current;
        _current = this;
        return new Scope(previous);
    }

    public void Enqueue(Durable waiting, Durable completed) => _ready.Enqueue((waiting, completed));

    public void Enqueue(Action job) => _ready.Enqueue((new Job(job), Durable.CompletedTask));

    /// <summary>Fails the workflow task; may be called by any thread.</summary>
    public void Poison(string message) => _poison = message;

    public void EnsureNotPoisoned()
    {
        if (_poison is { } message)
        {
            throw new InvalidOperationException(message);
        }
    }

    /// <summary>Runs what is ready in order, then resolves the first satisfied condition, until nothing moves.</summary>
    public void RunToIdle()
    {
        do
        {
            while (_ready.TryDequeue(out var next))
            {
                next.Waiting.Resume(next.Completed);
            }

            EnsureNotPoisoned();
        }
        while (ResolveCondition());
    }

    public void AddCondition(PendingCondition condition) => _conditions.Add(condition);

    public void RemoveCondition(PendingCondition condition) => _conditions.Remove(condition);

    /// <summary>Until it is thawed, whatever would change the run throws: code that only looks must not leave traces that a replay lacks.</summary>
    public FrozenScope Freeze(string by)
    {
        var previous = _frozenBy;
        _frozenBy = by;
        return new FrozenScope(this, previous);
    }

    public void EnsureNotFrozen(string what)
    {
        if (_frozenBy is not null)
        {
            throw new InvalidOperationException($"{_frozenBy} used {what}. It may only look at the workflow: move what changes it into the run method or a signal handler.");
        }
    }

    public Payload? ToSummary(string? summary) => summary is null ? null : DataConverter.PayloadConverter.ToPayload(summary);

    private bool ResolveCondition()
    {
        foreach (var condition in _conditions)
        {
            if (condition.TryResolve())
            {
                return true;
            }
        }

        return false;
    }

    [SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "Only disposed.")]
    public readonly struct Scope(WorkflowContext? previous) : IDisposable
    {
        public void Dispose() => _current = previous;
    }

    [SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "Only disposed.")]
    public readonly struct FrozenScope(WorkflowContext context, string? previous) : IDisposable
    {
        public void Dispose() => context._frozenBy = previous;
    }

    /// <summary>A step in the FIFO that nothing awaits.</summary>
    private sealed class Job(Action run) : Durable
    {
        internal override void Resume(Durable completed) => run();
    }
}
