using CodeFirst.Engine;
using CodeFirst.Storage.Runs;

namespace CodeFirst.Server.Outbox;

/// <summary>A committed message of a run to another.</summary>
/// <param name="Source">The run whose outbox it is in.</param>
/// <param name="State">That run as it was committed.</param>
/// <param name="MessageId">Names the message in the outbox.</param>
/// <param name="Message">What to tell whom.</param>
internal sealed record OutboxItem(RunKey Source, RunState State, long MessageId, OutboxMessage Message)
{
    /// <summary>By it the receiver knows the message again.</summary>
    public string RequestId => $"{Source.RunId}-{MessageId}";
}
