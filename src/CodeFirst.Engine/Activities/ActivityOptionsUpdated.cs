using CodeFirst.Protocol.Activity.V1;

namespace CodeFirst.Engine.Activities;

/// <summary>The reply to <see cref="UpdateActivityOptions"/>.</summary>
/// <param name="Options">As they are now; of several activities those of the last.</param>
public sealed record ActivityOptionsUpdated(ActivityOptions Options) : CommandReply;
