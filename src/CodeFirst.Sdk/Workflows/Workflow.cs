using CodeFirst.Sdk.Runtime;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Sdk;

/// <summary>
/// What workflow code uses in place of clocks, timers, random numbers and loggers, so that each replay sees the same. It works in workflow code only: everywhere else
/// each member throws <see cref="InvalidOperationException"/>.
/// </summary>
public static class Workflow
{
    /// <summary>The time of the current workflow task, in UTC. It stands still while the code runs.</summary>
    public static DateTime UtcNow => WorkflowContext.Require().UtcNow;

    /// <summary>Random numbers that are the same in each replay.</summary>
    public static Random Random => WorkflowContext.Require().Random;

    /// <summary>Logs with the ids and type of the run, and is silent during replay.</summary>
    public static ILogger Logger => WorkflowContext.Require().Logger;

    /// <summary>What the run knows about itself.</summary>
    public static WorkflowInfo Info => WorkflowContext.Require().Info;

    /// <summary>Cancelled when the cancellation of the workflow is requested. What waits without a token of its own waits with this one.</summary>
    public static CancellationToken CancellationToken => WorkflowContext.Require().Operations.CancellationToken;

    /// <summary>Whether the cancellation of the workflow was requested.</summary>
    public static bool IsCancellationRequested => WorkflowContext.Require().Operations.IsCancellationRequested;

    /// <summary>Whether the code runs again over what is recorded. Only for logging and the like: the course of a workflow must not depend on it.</summary>
    public static bool IsReplaying => WorkflowContext.Require().IsReplaying;

    /// <summary>Whether all signal handlers that began have ended. Wait for it before a run method returns that must not cut them off.</summary>
    public static bool AllHandlersFinished => WorkflowContext.Require().OpenHandlers == 0;

    /// <summary>Whether the history has grown so long that the run should continue as a new one.</summary>
    public static bool ContinueAsNewSuggested => WorkflowContext.Require().Info.ContinueAsNewSuggested;

    /// <summary>A new random UUID, the same in each replay.</summary>
    public static Guid NewGuid() => WorkflowContext.Require().Random.NextGuid();

    /// <summary>Waits for a time. It may be years: a waiting workflow takes no memory.</summary>
    /// <param name="delay">How long. Zero completes at once; <see cref="Timeout.InfiniteTimeSpan"/> waits for the cancellation alone.</param>
    /// <param name="cancellationToken">Ends the wait with <see cref="CanceledFailureException"/>. Null: the workflow's own token.</param>
    /// <param name="summary">A line for people, shown with the timer. At most 400 bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The delay is negative.</exception>
    public static Durable DelayAsync(TimeSpan delay, CancellationToken? cancellationToken = null, string? summary = null)
    {
        var operations = WorkflowContext.Require().Operations;
        ThrowIfNegative(delay, nameof(delay));
        if (operations.IsCanceled(cancellationToken))
        {
            return Durable.FromException(new CanceledFailureException("The timer was cancelled before it started."));
        }

        return delay == TimeSpan.Zero ? Durable.CompletedTask : operations.StartTimer(delay, cancellationToken, summary);
    }

    /// <summary>Waits until a predicate holds. It is looked at now and whenever the workflow's code has run.</summary>
    /// <param name="condition">Looks at the workflow's state, and changes nothing.</param>
    /// <param name="cancellationToken">Ends the wait with <see cref="CanceledFailureException"/>. Null: the workflow's own token.</param>
    public static Durable WaitConditionAsync(Func<bool> condition, CancellationToken? cancellationToken = null) =>
        WaitConditionAsync(condition, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Waits until a predicate holds or a time is over. The result is whether the predicate holds.</summary>
    /// <param name="condition">Looks at the workflow's state, and changes nothing.</param>
    /// <param name="timeout">How long at most. Zero only looks; <see cref="Timeout.InfiniteTimeSpan"/> is without limit.</param>
    /// <param name="cancellationToken">Ends the wait with <see cref="CanceledFailureException"/>. Null: the workflow's own token.</param>
    /// <param name="summary">A line for people, shown with the timer. At most 400 bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    public static Durable<bool> WaitConditionAsync(Func<bool> condition, TimeSpan timeout, CancellationToken? cancellationToken = null, string? summary = null)
    {
        var context = WorkflowContext.Require();
        ThrowIfNegative(timeout, nameof(timeout));
        if (context.Operations.IsCanceled(cancellationToken))
        {
            return Durable.FromException<bool>(new CanceledFailureException("The condition was cancelled before it was looked at."));
        }

        var holds = PendingCondition.Holds(context, condition);
        if (holds || timeout == TimeSpan.Zero)
        {
            return Durable.FromResult(holds);
        }

        context.EnsureNotFrozen("a condition");
        var timer = timeout == Timeout.InfiniteTimeSpan ? null : context.Operations.StartTimer(timeout, CancellationToken.None, summary);
        return new PendingCondition(context, condition, timer, cancellationToken);
    }

    /// <summary>Waits for all. If some fail, it fails after the last has ended, with the first failure in their order.</summary>
    /// <param name="durables">What to wait for.</param>
    public static Durable WhenAllAsync(params IEnumerable<Durable> durables) => new WhenAll([.. durables]);

    /// <summary>Waits for all and gathers their results in their order. If some fail, it fails after the last has ended, with the first failure in their order.</summary>
    /// <typeparam name="T">The type of the results.</typeparam>
    /// <param name="durables">What to wait for.</param>
    public static Durable<T[]> WhenAllAsync<T>(params IEnumerable<Durable<T>> durables)
    {
        Durable<T>[] all = [.. durables];
        return GatherAsync(all, new WhenAll(all));

        static async Durable<T[]> GatherAsync(Durable<T>[] all, WhenAll ended)
        {
            await ended;
            return Array.ConvertAll(all, durable => durable.GetResult());
        }
    }

    /// <summary>Waits for the first that ends. The result is that one, ended with a result or an exception: await it in turn.</summary>
    /// <param name="durables">What to wait for; at least one.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static Durable<Durable> WhenAnyAsync(params IEnumerable<Durable> durables) => NewWhenAny([.. durables]);

    /// <summary>Waits for the first that ends. The result is that one, ended with a result or an exception: await it in turn.</summary>
    /// <typeparam name="T">The type of the results.</typeparam>
    /// <param name="durables">What to wait for; at least one.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static Durable<Durable<T>> WhenAnyAsync<T>(params IEnumerable<Durable<T>> durables) => NewWhenAny([.. durables]);

    private static WhenAny<TDurable> NewWhenAny<TDurable>(TDurable[] durables)
        where TDurable : Durable => durables.Length == 0
            ? throw new ArgumentException("WhenAnyAsync needs at least one durable operation: with none it would wait for ever.", nameof(durables))
            : new WhenAny<TDurable>(durables);

    private static void ThrowIfNegative(TimeSpan duration, string parameter)
    {
        if (duration != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero, parameter);
        }
    }
}
