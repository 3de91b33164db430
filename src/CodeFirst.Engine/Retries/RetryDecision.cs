using CodeFirst.Protocol.Enums.V1;

namespace CodeFirst.Engine.Retries;

/// <summary>Whether another attempt follows, and after how long.</summary>
/// <param name="State">In progress when another attempt follows, otherwise why not.</param>
/// <param name="Interval">The wait before the next attempt.</param>
internal readonly record struct RetryDecision(RetryState State, TimeSpan Interval)
{
    public bool Retries => State == RetryState.InProgress;
}
