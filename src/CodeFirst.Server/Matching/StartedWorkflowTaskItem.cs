using CodeFirst.Server.Runs;

namespace CodeFirst.Server.Matching;

/// <summary>A workflow task that is started for the poller that takes it.</summary>
internal sealed record StartedWorkflowTaskItem(WorkflowTaskHandout Handout) : QueueItem(Handout.View.Key, IsSticky: false);
