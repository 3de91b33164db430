using System.Collections.Immutable;
using CodeFirst.Engine;
using CodeFirst.Engine.Activities;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Server.Runs;

/// <summary>
/// A worker completes a workflow task and answers the queries and updates that travelled with it. A refused completion answers none. Activities that the
/// worker asks to run at once, and the next workflow task of a worker that has the run cached, are started in the same commit and go back with the answer.
/// </summary>
internal sealed class CompleteWorkflowTaskMessage(RunTarget target, CompleteWorkflowTask command) : RunMessage<CompletionAnswer>(target, command)
{
    private readonly string _requestId = Guid.NewGuid().ToString();
    private WorkflowTaskStarted? _nextTask;
    private ImmutableArray<ActivityStarted> _activities = [];

    private RespondWorkflowTaskCompletedRequest Request => command.Request;

    public override async ValueTask<bool> DecideAsync(WorkflowDraft draft)
    {
        (_nextTask, _activities) = (null, []);
        if (!await base.DecideAsync(draft))
        {
            return false;
        }

        if (IsAccepted)
        {
            var run = (await draft.FindAsync(RunId))!;
            StartEagerActivities(run, draft);
            StartNextTask(run, draft);
        }

        return true;
    }

    protected override CompletionAnswer GetAnswer(WorkflowHost host)
    {
        foreach (var (queryId, result) in Request.QueryResults)
        {
            // Where an answer does not arrive, the query goes to a worker again.
            _ = host.Queries.AnswerAsync(RunId, queryId, result);
        }

        var completed = (WorkflowTaskCompleted)CommandReply!;
        host.Updates.Reject(host.View(RunId), completed.Rejected);
        return new CompletionAnswer(completed, _nextTask is null ? null : host.HandOut(_nextTask, RunId), _activities);
    }

    private void StartEagerActivities(RunDraft run, WorkflowDraft draft)
    {
        foreach (var attributes in Request.Commands.Select(sent => sent.ScheduleActivityTaskCommandAttributes).Where(sent => sent is { RequestEagerExecution: true }))
        {
            if (FindNew(run.State, attributes) is { } scheduledEventId)
            {
                _activities = _activities.Add(draft.StartActivity(run, scheduledEventId, 1, $"{_requestId}/{scheduledEventId}", Request.Identity));
            }
        }
    }

    private static long? FindNew(RunState state, ScheduleActivityTaskCommandAttributes attributes)
    {
        foreach (var (scheduledEventId, activity) in state.Activities)
        {
            if (activity.Dispatchable && activity.Attempt == 1 && activity.Scheduled.ActivityId == attributes.ActivityId)
            {
                return scheduledEventId;
            }
        }

        return null;
    }

    // Only to a worker that keeps the run cached: any other would have to read the whole history first, and others may be quicker.
    private void StartNextTask(RunDraft run, WorkflowDraft draft)
    {
        if ((Request.ReturnNewWorkflowTask || Request.ForceCreateNewWorkflowTask)
            && run.State.WorkflowTask is { StartedEventId: 0, IsSticky: true, IsSpeculative: false })
        {
            _nextTask = draft.StartWorkflowTask(run, _requestId, Request.Identity);
        }
    }
}
