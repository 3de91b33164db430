namespace CodeFirst.Engine.Schedules.Specs;

/// <summary>A time of a schedule.</summary>
/// <param name="Nominal">As its spec has it: a whole second.</param>
/// <param name="Actual">With its jitter: when to act.</param>
public readonly record struct MatchingTime(DateTimeOffset Nominal, DateTimeOffset Actual);
