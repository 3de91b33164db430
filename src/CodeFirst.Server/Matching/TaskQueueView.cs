using System.Collections.Immutable;

namespace CodeFirst.Server.Matching;

/// <summary>A task queue at a moment.</summary>
/// <param name="Pollers">Who polled in the last minutes, and when last.</param>
/// <param name="IsPolled">Whether somebody waits for a task, or did a moment ago.</param>
/// <param name="AddRate">Tasks a second that came in lately.</param>
/// <param name="DispatchRate">Tasks a second that pollers took lately.</param>
internal sealed record TaskQueueView(ImmutableArray<(string Identity, DateTimeOffset LastPoll)> Pollers, bool IsPolled, float AddRate, float DispatchRate)
{
    /// <summary>Together with what another process sees of the same queue.</summary>
    public TaskQueueView With(TaskQueueView other) => new(
        [.. Pollers.Concat(other.Pollers).GroupBy(poller => poller.Identity, StringComparer.Ordinal).Select(polls => polls.MaxBy(poll => poll.LastPoll))],
        IsPolled || other.IsPolled,
        AddRate + other.AddRate,
        DispatchRate + other.DispatchRate);
}
