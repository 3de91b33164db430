namespace CodeFirst.Storage.Runs;

/// <summary>
/// What a commit does to a run's stored deadline. The stored one may be earlier than the true one, never later: whoever looks too early looks again, and a
/// deadline that stays where it is costs no index entry. The default value sets it to null.
/// </summary>
public readonly record struct DeadlineChange
{
    private static readonly TimeSpan MaximumEarliness = TimeSpan.FromMinutes(10);

    private DeadlineChange(bool isKept, DateTimeOffset? value) => (IsKept, Value) = (isKept, value);

    /// <summary>Leaves the stored deadline. A new run has none then.</summary>
    public static DeadlineChange Keep { get; } = new(isKept: true, null);

    /// <summary>Whether the stored deadline stays.</summary>
    public bool IsKept { get; }

    /// <summary>The new deadline; null when only a message can move the run. Null as well when the stored one stays.</summary>
    public DateTimeOffset? Value { get; }

    /// <summary>Replaces the stored deadline.</summary>
    public static DeadlineChange To(DateTimeOffset? value) => new(isKept: false, value);

    /// <summary>Keeps a stored deadline that is early enough for the wanted one, though not by far: a run that is to sleep for long is not looked at before.</summary>
    public static DeadlineChange Between(DateTimeOffset? stored, DateTimeOffset? wanted) =>
        stored <= wanted && wanted - stored <= MaximumEarliness ? Keep : To(wanted);

    /// <summary>The deadline that is stored after the commit.</summary>
    public DateTimeOffset? Apply(DateTimeOffset? stored) => IsKept ? stored : Value;
}
