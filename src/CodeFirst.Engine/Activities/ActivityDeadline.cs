namespace CodeFirst.Engine.Activities;

/// <summary>When something happens to an activity by itself.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Time">When.</param>
internal readonly record struct ActivityDeadline(ActivityDeadlineKind Kind, DateTimeOffset Time);
