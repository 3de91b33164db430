namespace CodeFirst.Sdk;

/// <summary>
/// Marks an activity: ordinary code with effects, run at least once by a worker. Durations are written as <see cref="TimeSpan"/> text, such as "00:00:30"; a bare number is refused.
/// What is set here is the stub's default; a call can override it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ActivityAttribute : Attribute
{
    /// <summary>Marks an activity that is named after its method.</summary>
    public ActivityAttribute()
    {
    }

    /// <summary>Marks an activity with a name of its own.</summary>
    /// <param name="name">The activity type as it is stored and sent.</param>
    public ActivityAttribute(string name) => Name = name;

    /// <summary>The activity type as it is stored and sent. Default: the method's name, without Async.</summary>
    public string? Name { get; }

    /// <summary>How long one attempt may take. Default: as long as the whole activity.</summary>
    public string? StartToCloseTimeout { get; set; }

    /// <summary>How long the activity may take with all its attempts. Default: as long as the run.</summary>
    public string? ScheduleToCloseTimeout { get; set; }

    /// <summary>How long it may wait for a worker. Default: as long as the whole activity.</summary>
    public string? ScheduleToStartTimeout { get; set; }

    /// <summary>How long an attempt may stay silent between heartbeats. Default: no heartbeats are expected.</summary>
    public string? HeartbeatTimeout { get; set; }

    /// <summary>How often it is attempted. Default: 0, without limit.</summary>
    public int MaximumAttempts { get; set; }
}
