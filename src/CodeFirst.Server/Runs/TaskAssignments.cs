using System.Collections.Immutable;
using CodeFirst.Engine;
using CodeFirst.Engine.Activities;
using CodeFirst.Engine.Tasks;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Server.Matching;

namespace CodeFirst.Server.Runs;

/// <summary>
/// The tasks of one commit that go straight to pollers who wait already: they are started in the commit that makes them. Nothing is written for a ready
/// task that is gone a moment later, and no second commit is needed to start an activity.
/// </summary>
internal sealed class TaskAssignments(HostContext context)
{
    private readonly List<Assignment> _assignments = [];

    /// <summary>Finds pollers for the tasks that became ready in the draft, and starts them there.</summary>
    public void Reserve(WorkflowDraft draft)
    {
        foreach (var run in draft.Runs.Where(run => run.IsChanged))
        {
            // A workflow task last: its start lives in memory, and a durable one after it would write it.
            var tasks = run.GetNewTasks();
            Reserve(draft, run, tasks, TaskKind.Activity);
            Reserve(draft, run, tasks, TaskKind.Workflow);
        }
    }

    /// <summary>The commit is done: every poller gets its task.</summary>
    public void Deliver(WorkflowHost host)
    {
        foreach (var (poller, run, reply) in _assignments)
        {
            poller.Deliver(reply is WorkflowTaskStarted started
                ? new StartedWorkflowTaskItem(host.HandOut(started, run.Key.RunId))
                : new StartedActivityItem(run.Key, (ActivityStarted)reply));
        }

        _assignments.Clear();
    }

    /// <summary>The commit failed: the pollers wait on.</summary>
    public void Release()
    {
        _assignments.ForEach(assignment => assignment.Poller.Release());
        _assignments.Clear();
    }

    private void Reserve(WorkflowDraft draft, RunDraft run, ImmutableArray<ReadyTask> tasks, TaskKind kind)
    {
        foreach (var task in tasks)
        {
            if (task.Kind == kind)
            {
                Reserve(draft, run, task);
            }
        }
    }

    private void Reserve(WorkflowDraft draft, RunDraft run, ReadyTask task)
    {
        var queue = context.TaskQueues.Get(new TaskQueueKey(draft.Key.NamespaceId, task.Kind, task.TaskQueue));
        if (queue.TryReserve() is not { } poller)
        {
            return;
        }

        CommandReply reply = task.Kind == TaskKind.Workflow
            ? draft.StartWorkflowTask(run, poller.RequestId, poller.Identity)
            : draft.StartActivity(run, task.ScheduledEventId, task.Attempt, poller.RequestId, poller.Identity);
        _assignments.Add(new Assignment(poller, run, reply));
    }

    private sealed record Assignment(PollerReservation Poller, RunDraft Run, CommandReply Reply);
}
