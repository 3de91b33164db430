namespace CodeFirst.Sdk;

/// <summary>
/// Marks a class whose <see cref="ActivityAttribute"/> methods are activities, or an interface that is their contract. The generator makes a stub
/// (<c>PaymentActivitiesStub</c>) of either, by which workflow code calls them.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface, Inherited = false)]
public sealed class ActivitiesAttribute : Attribute
{
    /// <summary>The task queue the stub schedules them on. Default: the workflow's own.</summary>
    public string? TaskQueue { get; set; }
}
