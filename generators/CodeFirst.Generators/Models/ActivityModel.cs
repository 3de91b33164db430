namespace CodeFirst.Generators.Models;

/// <summary>An activity.</summary>
/// <param name="Name">The activity type as it is stored and sent.</param>
/// <param name="Method">The method's name as written in source.</param>
/// <param name="Target">The type it is called through.</param>
/// <param name="StubMethod">Its method in the generated stub.</param>
/// <param name="IsStatic">Whether it needs no owner.</param>
/// <param name="IsAsynchronous">Whether it is awaited.</param>
/// <param name="Result">The type of its result; null for none.</param>
/// <param name="Parameters">What is sent.</param>
/// <param name="Arguments">What the method is called with in order: the index of a parameter, or -1 for a token.</param>
/// <param name="StartToClose">Ticks; 0 where it is not set, as with all durations here.</param>
/// <param name="ScheduleToClose">Ticks.</param>
/// <param name="ScheduleToStart">Ticks.</param>
/// <param name="Heartbeat">Ticks.</param>
/// <param name="MaximumAttempts">0 for no limit.</param>
internal sealed record ActivityModel(
    string Name,
    string Method,
    string Target,
    string StubMethod,
    bool IsStatic,
    bool IsAsynchronous,
    string? Result,
    EquatableArray<ParameterModel> Parameters,
    EquatableArray<int> Arguments,
    long StartToClose,
    long ScheduleToClose,
    long ScheduleToStart,
    long Heartbeat,
    int MaximumAttempts);
