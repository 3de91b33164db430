using CodeFirst.Engine;
using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Signals;
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

    public override bool IsRefused => base.IsRefused || _refusal is not null || message.Update is { IsRefused: true };

    private StartWorkflowExecutionRequest Request => message.Start.Request;

    public override async ValueTask<bool> DecideAsync(WorkflowDraft draft)
    {
        (_answer, _refusal) = (null, null);
        var current = await draft.FindForStartAsync();
        if (current is null)
        {
            return TryStart(draft, null, null);
        }

        var state = current.State;
        if (state.StartRequestId == Request.RequestId)
        {
            return await TryUpdateAsync(draft, current) && Settle(state, isStarted: true);
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
            Reply(_answer!);
            message.Update?.Complete(host);
        }
    }

    private async ValueTask<bool> DecideOnRunningAsync(WorkflowDraft draft, RunDraft current)
    {
        switch (message.ConflictPolicy)
        {
            case WorkflowIdConflictPolicy.UseExisting:
                return TrySignal(draft, current)
                    && await TryUpdateAsync(draft, current)
                    && (_refusal is not null || Settle(current.State, isStarted: false));

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
        var first = RunEngine.Start(message.Start, draft.Now);
        if (first.Refusal is not null)
        {
            _refusal = first.Refusal;
            return true;
        }

        message.Update?.AdmitWithStart(first.State);
        return draft.TryReplace(current, closing, first) && Settle(first.State, isStarted: true);
    }

    private bool TrySignal(WorkflowDraft draft, RunDraft current)
    {
        if (message.Signal is null)
        {
            return true;
        }

        var transition = RunEngine.Decide(current.State, new SignalRun(message.Signal, EndsBackoff: true), draft.Now);
        _refusal = transition.Refusal;
        return draft.TryApply(current, transition);
    }

    private ValueTask<bool> TryUpdateAsync(WorkflowDraft draft, RunDraft current) =>
        message.Update?.AdmitAsync(draft, current) ?? ValueTask.FromResult(true);

    private bool Settle(RunState state, bool isStarted)
    {
        _answer = new StartAnswer(state.RunId, state.FirstRunId, isStarted, state.Status);
        return true;
    }

    private bool Refuse(RunState state, string text)
    {
        _refusal = Refusals.AlreadyStarted(state, text);
        return true;
    }
}
