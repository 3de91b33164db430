using CodeFirst.Protocol.Enums.V1;

namespace CodeFirst.Engine.Chains;

/// <summary>Whether another run follows one that ends, and after how long.</summary>
/// <param name="RetryState">What the retry policy says, for the event that ends the run.</param>
/// <param name="Initiator">What makes the next run; unspecified when none follows.</param>
/// <param name="Backoff">The wait before its first workflow task.</param>
internal readonly record struct ChainDecision(RetryState RetryState, ContinueAsNewInitiator Initiator = default, TimeSpan Backoff = default)
{
    public bool Continues => Initiator != ContinueAsNewInitiator.Unspecified;
}
