using CodeFirst.Engine.Activities;
using CodeFirst.Storage.Runs;

namespace CodeFirst.Server.Matching;

/// <summary>An activity attempt that is started for the poller that takes it.</summary>
internal sealed record StartedActivityItem(RunKey Run, ActivityStarted Started) : QueueItem(Run, IsSticky: false);
