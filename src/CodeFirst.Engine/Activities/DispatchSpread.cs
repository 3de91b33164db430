using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.Activities;

/// <summary>Spreads the dispatch of several activities over a time, so that they do not all begin at once.</summary>
/// <param name="Jitter">The time.</param>
/// <param name="Draw">A random number from zero up to one: the engine has none of its own.</param>
public readonly record struct DispatchSpread(TimeSpan Jitter, double Draw)
{
    internal Timestamp ReadyTime(DateTimeOffset now, int index, int count) =>
        now.Plus(Jitter * ((Draw + ((double)index / count)) % 1)).ToTimestamp();
}
