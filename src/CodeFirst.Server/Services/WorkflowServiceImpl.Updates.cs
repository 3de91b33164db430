using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Update.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Errors;
using CodeFirst.Server.Updates;
using Grpc.Core;

namespace CodeFirst.Server.Services;

/// <summary>Updates: sending one, and waiting for one that was sent.</summary>
internal sealed partial class WorkflowServiceImpl
{
    public override async Task<UpdateWorkflowExecutionResponse> UpdateWorkflowExecution(UpdateWorkflowExecutionRequest request, ServerCallContext context)
    {
        var host = await FindHostAsync(request.Namespace, request.WorkflowExecution, context.CancellationToken);
        CheckUpdate(request);
        var answer = await AwaitUpdateAsync((patience, cancellation) => host.UpdateAsync(request, patience, cancellation), context);
        return await ToUpdateResponseAsync(answer, context.CancellationToken);
    }

    public override async Task<PollWorkflowExecutionUpdateResponse> PollWorkflowExecutionUpdate(
        PollWorkflowExecutionUpdateRequest request,
        ServerCallContext context)
    {
        var update = request.UpdateRef ?? throw RequestChecks.Invalid("UpdateRef is not set on request.");
        var host = await FindHostAsync(request.Namespace, update.WorkflowExecution, context.CancellationToken);
        _checks.Id("UpdateId", update.UpdateId);
        _checks.OptionalId("Identity", request.Identity);

        // Without a stage to wait for, a poll asks how far the update is.
        var stage = request.WaitPolicy?.LifecycleStage ?? UpdateWorkflowExecutionLifecycleStage.Unspecified;
        CheckStage(stage);
        var answer = await AwaitUpdateAsync((patience, cancellation) => host.PollUpdateAsync(update, stage, patience, cancellation), context);
        return new PollWorkflowExecutionUpdateResponse
        {
            Stage = answer.Status.Stage,
            Outcome = await ReadOutcomeAsync(answer, context.CancellationToken),
            UpdateRef = ToUpdateRef(answer),
        };
    }

    /// <summary>Checks an update, and fills in what may be left out: its id, and the stage to wait for.</summary>
    private void CheckUpdate(UpdateWorkflowExecutionRequest request)
    {
        RequestChecks.RunId(request.FirstExecutionRunId);
        var update = request.Request;
        if (update?.Meta is null)
        {
            throw RequestChecks.Invalid("Update meta is not set on request.");
        }

        if (update.Input is null)
        {
            throw RequestChecks.Invalid("Update input is not set on request.");
        }

        _checks.Id("Update name", update.Input.Name);
        _checks.OptionalId("UpdateId", update.Meta.UpdateId);
        _checks.OptionalId("RequestId", update.RequestId);
        _checks.OptionalId("Identity", update.Meta.Identity);
        _checks.Blob("Update input", update);
        if (update.Meta.UpdateId.Length == 0)
        {
            update.Meta.UpdateId = Guid.NewGuid().ToString();
        }

        request.WaitPolicy ??= new WaitPolicy();
        CheckStage(request.WaitPolicy.LifecycleStage);
        switch (request.WaitPolicy.LifecycleStage)
        {
            case UpdateWorkflowExecutionLifecycleStage.Unspecified:
                request.WaitPolicy.LifecycleStage = UpdateWorkflowExecutionLifecycleStage.Completed;
                break;

            case UpdateWorkflowExecutionLifecycleStage.Admitted:
                throw Refusals.PermissionDenied("Waiting on update admitted is not supported: wait for ACCEPTED or COMPLETED.").ToException();
        }
    }

    private static void CheckStage(UpdateWorkflowExecutionLifecycleStage stage)
    {
        if (!Enum.IsDefined(stage))
        {
            throw RequestChecks.Invalid("WaitPolicy.LifecycleStage has a value this server does not know.");
        }
    }

    /// <summary>Waits for an update until it has come to its stage, the long poll is over, or the server stops.</summary>
    private async Task<TAnswer> AwaitUpdateAsync<TAnswer>(Func<TimeSpan, CancellationToken, Task<TAnswer>> wait, ServerCallContext context)
    {
        using var place = await limits.Waits.EnterAsync(context.CancellationToken);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, drain.Token);
        try
        {
            return await wait(GetPatience(options.UpdatePollTimeout, context.Deadline), cancellation.Token);
        }
        catch (OperationCanceledException) when (drain.Token.IsCancellationRequested)
        {
            throw Refusals.Unavailable("the server is stopping; try again with the same update id");
        }
    }

    private async Task<UpdateWorkflowExecutionResponse> ToUpdateResponseAsync(UpdateAnswer answer, CancellationToken cancellationToken) => new()
    {
        Stage = answer.Status.Stage,
        Outcome = await ReadOutcomeAsync(answer, cancellationToken),
        UpdateRef = ToUpdateRef(answer),
    };

    private async Task<Outcome?> ReadOutcomeAsync(UpdateAnswer answer, CancellationToken cancellationToken)
    {
        var (view, _, status) = answer;
        if (status.CompletedEventId == 0)
        {
            return status.Failure is null ? null : new Outcome { Failure = status.Failure };
        }

        var page = await histories.ReadAsync(view, status.CompletedEventId, status.CompletedEventId + 1, 1, cancellationToken);
        return page.History.Events[0].WorkflowExecutionUpdateCompletedEventAttributes.Outcome;
    }

    private static UpdateRef ToUpdateRef(UpdateAnswer answer) => new()
    {
        WorkflowExecution = new WorkflowExecution { WorkflowId = answer.View.Key.WorkflowId, RunId = answer.View.Key.RunId },
        UpdateId = answer.UpdateId,
    };
}
