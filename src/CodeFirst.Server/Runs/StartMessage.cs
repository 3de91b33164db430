using CodeFirst.Engine;
using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Signals;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Errors;

namespace CodeFirst.Server.Runs;

/// <summary>
/// Starts a workflow as its id policies say. A request id seen before answers as it did, before any policy is looked at.
/// </summary>
internal sealed class StartMessage(StartWorkflow message) : HostMessage<StartAnswer>
{
    private const string TerminateReason = "another run of the workflow id is started, and the conflict policy is to terminate this one";

    private StartAnswer? _answer;
    private Refusal? _refusal;
    private WorkflowTaskStarted? _eagerTask;

    public override bool IsRefused => base.IsRefused || _refusal is not null || message.Update is { IsRefused: true };

    private StartWorkflowExecutionRequest Request => message.Start.Request;

    public override async ValueTask<bool> DecideAsync(WorkflowDraft draft)
    {
        (_answer, _refusal, _eagerTask) = (null, null, null);
        var current = await draft.FindForStartAsync();
        if (current is null)
        {
            return TryStart(draft, null, null);
        }

        var state = current.State;
        if (state.StartRequestId == Request.RequestId)
        {
            FindEagerTask(state, draft.Now);
            return await TryUpdateAsync(draft, current) && Settle(state, isStarted: true);
        }

        if (state.RequestIds.ContainsKey(Request.RequestId))
        {
            return await TryUpdateAsync(draft, current) && Settle(state, isStarted: false, isAttached: true);
        }

        if (message.Update is { } update && state.KnowsUpdate(update.UpdateId))
        {
            return await TryUpdateAsync(draft, current) && Settle(state, isStarted: false);
        }

        return state.IsRunning ? await DecideOnRunningAsync(draft, current) : DecideOnClosed(draft, current);
    }

    public override void Complete(WorkflowHost host)
    {
        if (_refusal is not null)
        {
            Fail(_refusal.ToException());
        }
        else
        {
            Reply(_answer! with { EagerTask = _eagerTask is null ? null : host.HandOut(_eagerTask, _answer.RunId) });
            message.Update?.Complete(host);
        }
    }

    private async ValueTask<bool> DecideOnRunningAsync(WorkflowDraft draft, RunDraft current)
    {
        switch (message.ConflictPolicy)
        {
            case WorkflowIdConflictPolicy.UseExisting:
                return TryUse(draft, current)
                    && await TryUpdateAsync(draft, current)
                    && (_refusal is not null || Settle(current.State, isStarted: false, isAttached: current.State.RequestIds.ContainsKey(Request.RequestId)));

            case WorkflowIdConflictPolicy.TerminateExisting:
                var terminate = new TerminateRun(new TerminateWorkflowExecutionRequest
                {
                    Namespace = Request.Namespace,
                    WorkflowExecution = new WorkflowExecution { WorkflowId = Request.WorkflowId, RunId = current.Key.RunId },
                    Reason = TerminateReason,
                    Identity = Request.Identity,
                });
                return TryStart(draft, current, RunEngine.Decide(current.State, terminate, draft.Now));

            default:
                return Refuse(current.State, $"Workflow execution is already running. WorkflowId: {Request.WorkflowId}, RunId: {current.Key.RunId}.");
        }
    }

    private bool DecideOnClosed(WorkflowDraft draft, RunDraft current)
    {
        var isAllowed = message.ReusePolicy switch
        {
            WorkflowIdReusePolicy.RejectDuplicate => false,
            WorkflowIdReusePolicy.AllowDuplicateFailedOnly => current.State.Status
                is WorkflowExecutionStatus.Failed
                or WorkflowExecutionStatus.Canceled
                or WorkflowExecutionStatus.Terminated
                or WorkflowExecutionStatus.TimedOut,
            _ => true,
        };
        return isAllowed
            ? TryStart(draft, current, null)
            : Refuse(
                current.State,
                $"Workflow execution already finished. WorkflowId: {Request.WorkflowId}, RunId: {current.Key.RunId}. The id reuse policy {message.ReusePolicy} does not allow another run.");
    }

    private bool TryStart(WorkflowDraft draft, RunDraft? current, Transition? closing)
    {
        if (current is not null && draft.Now - current.State.StartTime.ToDateTimeOffset() < message.MinReuseInterval)
        {
            _refusal = Refusals.Busy($"Too many starts of workflow id {Request.WorkflowId}: its last run began less than {message.MinReuseInterval} ago.");
            return true;
        }

        var first = RunEngine.Start(message.Start, draft.Now);
        if (first.Refusal is not null)
        {
            _refusal = first.Refusal;
            return true;
        }

        message.Update?.AdmitWithStart(first.State);
        if (!draft.TryReplace(current, closing, first))
        {
            return false;
        }

        StartEagerly(draft, draft.Runs[^1]);
        return Settle(first.State, isStarted: true);
    }

    private ValueTask<bool> TryUpdateAsync(WorkflowDraft draft, RunDraft current) =>
        message.Update?.AdmitAsync(draft, current) ?? ValueTask.FromResult(true);

    /// <summary>Starts the new run's first workflow task for the worker that asked for it, in the commit that starts the run.</summary>
    private void StartEagerly(WorkflowDraft draft, RunDraft run)
    {
        if (Request.RequestEagerExecution && run.State.WorkflowTask is not null)
        {
            _eagerTask = draft.StartWorkflowTask(run, Request.RequestId, Request.Identity);
        }
    }

    /// <summary>Finds the task that was started for this request when it came before, unless it has ended or failed since.</summary>
    private void FindEagerTask(RunState state, DateTimeOffset now)
    {
        if (Request.RequestEagerExecution
            && state.WorkflowTask is { Attempt: 1, StartedEventId: > 0 } task
            && state.PreviousStartedEventId == 0
            && task.RequestId == Request.RequestId)
        {
            var start = new StartWorkflowTask(task.TaskQueue, task.ScheduledEventId, task.Attempt, Request.RequestId, Request.Identity);
            _eagerTask = (WorkflowTaskStarted?)RunEngine.Decide(state, start, now).Reply;
        }
    }

    private bool TryUse(WorkflowDraft draft, RunDraft current)
    {
        RunCommand command = message.Signal is null ? new AttachToRun(Request) : new SignalRun(message.Signal, EndsBackoff: true);
        var transition = RunEngine.Decide(current.State, command, draft.Now);
        _refusal = transition.Refusal;
        return draft.TryApply(current, transition);
    }

    private bool Settle(RunState state, bool isStarted, bool isAttached = false)
    {
        _answer = new StartAnswer(state.RunId, state.FirstRunId, isStarted, state.Status) { IsAttached = isAttached };
        return true;
    }

    private bool Refuse(RunState state, string text)
    {
        _refusal = Refusals.AlreadyStarted(state, text);
        return true;
    }
}
