namespace CodeFirst.Engine.Activities;

/// <summary>Holds activities: an attempt that runs may finish, none follows it.</summary>
/// <param name="Activities">Which.</param>
/// <param name="Identity">Who wants it.</param>
/// <param name="Reason">Why.</param>
/// <param name="RequestId">The same id again changes nothing; may be empty.</param>
public sealed record PauseActivity(ActivitySelector Activities, string Identity, string Reason, string RequestId) : RunCommand;
