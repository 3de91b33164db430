using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Retries;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Failure.V1;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.Chains;

// What follows a run that ends, other than by its own continue-as-new:
//
//   end                       retry policy     cron schedule   next run
//   completed                 any              set             cron: attempt 1, with the result as the last one
//   failed, run timeout       retries          any             retry: attempt + 1, with the failure
//   failed, run timeout       ends, or none    set             cron: attempt 1, with the failure; the last result stays the one before
//   failed, run timeout       ends, or none    none            none
//   execution timeout         any              any             none
//   canceled, terminated      any              any             none

/// <summary>The runs that follow others of the same workflow id.</summary>
internal static class RunChain
{
    // So that a workflow that ends at once does not go round and round.
    private static readonly TimeSpan MinimumInterval = TimeSpan.FromSeconds(1);

    public static ChainDecision AfterCompletion(RunState state, DateTimeOffset now) => DecideCron(state, RetryState.Unspecified, now);

    public static ChainDecision AfterFailure(RunState state, Failure failure, DateTimeOffset now)
    {
        var retry = state.RetryableStart?.RetryPolicy is { } policy
            ? RetryPolicies.DecideForRun(policy, state.Attempt, failure, now, state.ExecutionExpiration?.ToDateTimeOffset())
            : new RetryDecision(RetryState.RetryPolicyNotSet, default);
        return retry.Retries
            ? new ChainDecision(retry.State, ContinueAsNewInitiator.Retry, Space(state, retry.Interval, now))
            : DecideCron(state, retry.State, now);
    }

    /// <summary>The run that follows a closed one, with the same input.</summary>
    /// <param name="closed">The run that ends.</param>
    /// <param name="runId">Of the next run.</param>
    /// <param name="decision">One that continues.</param>
    /// <param name="failure">How the run failed; null when it completed.</param>
    /// <param name="result">What it completed with.</param>
    public static Transition Continue(RunDraft closed, string runId, ChainDecision decision, Failure? failure, Payloads? result = null)
    {
        var attributes = closed.State.RetryableStart.Clone();
        attributes.Attempt = decision.Initiator == ContinueAsNewInitiator.Retry ? closed.State.Attempt + 1 : 1;
        attributes.Initiator = decision.Initiator;
        attributes.ContinuedFailure = failure;
        attributes.LastCompletionResult = failure is null ? result : attributes.LastCompletionResult;
        attributes.FirstWorkflowTaskBackoff = Duration.FromTimeSpan(decision.Backoff);
        closed.State.SuccessorRunId = runId;
        return RunStart.Continue(closed.State, runId, attributes, closed.Now);
    }

    /// <summary>The backoff before the next run, made longer where its beginning would follow that of this one too soon.</summary>
    public static TimeSpan Space(RunState state, TimeSpan backoff, DateTimeOffset now)
    {
        var lifetime = now - state.ExecutionTime.ToDateTimeOffset();
        return backoff < MinimumInterval - lifetime ? MinimumInterval - lifetime : backoff;
    }

    private static ChainDecision DecideCron(RunState state, RetryState retryState, DateTimeOffset now) =>
        state.RetryableStart is { CronSchedule.Length: > 0 } start
        && CronSchedule.GetBackoff(start.CronSchedule, state.ExecutionTime.ToDateTimeOffset(), now) is { } backoff
            ? new ChainDecision(retryState, ContinueAsNewInitiator.CronSchedule, Space(state, backoff, now))
            : new ChainDecision(retryState);
}
