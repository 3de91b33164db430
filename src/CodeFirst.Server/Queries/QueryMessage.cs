using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Query.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Errors;
using CodeFirst.Server.Matching;
using CodeFirst.Server.Runs;

namespace CodeFirst.Server.Queries;

/// <summary>A query: decided like any message, so that it sees everything before it, and answered when a worker did. Lives in memory only.</summary>
/// <param name="request">What is asked.</param>
/// <param name="patience">For how long its caller waits.</param>
/// <param name="mayRelay">Whether other processes may be asked; not for one that another process passed on.</param>
internal sealed class QueryMessage(QueryWorkflowRequest request, TimeSpan patience, bool mayRelay) : HostMessage<QueryAnswer>
{
    public string Id { get; } = Guid.NewGuid().ToString();

    public string RunId { get; private set; } = request.Execution.RunId;

    public QueryWorkflowRequest Request => request;

    public WorkflowQuery Query => request.Query;

    public TimeSpan Patience => patience;

    public bool MayRelay => mayRelay;

    public QueryPlace Place { get; set; } = QueryPlace.Buffered;

    /// <summary>The task queue whose workers can take it, or the workflow task it waits for.</summary>
    public ITaskQueue? Queue { get; set; }

    public override async ValueTask<bool> DecideAsync(WorkflowDraft draft)
    {
        var run = await draft.FindAsync(request.Execution.RunId)
            ?? throw Refusals.WorkflowNotFound(draft.Key.WorkflowId, request.Execution.RunId).ToException();
        RunId = run.Key.RunId;
        return true;
    }

    public override void Complete(WorkflowHost host)
    {
        var state = host.View(RunId).State;
        if (IsRejected(state.Status))
        {
            Reject(state.Status);
        }
        else
        {
            host.Queries.Add(this, state);
        }
    }

    public void SetResult(WorkflowQueryResult result) => Reply(new QueryAnswer(result));

    /// <summary>Answers that its caller does not want to ask a run with this status.</summary>
    public void Reject(WorkflowExecutionStatus status) => Reply(new QueryAnswer(null, status));

    private bool IsRejected(WorkflowExecutionStatus status) => request.QueryRejectCondition switch
    {
        _ when status is WorkflowExecutionStatus.Paused => true,
        QueryRejectCondition.NotOpen => status is not WorkflowExecutionStatus.Running,
        QueryRejectCondition.NotCompletedCleanly => status is not (WorkflowExecutionStatus.Running or WorkflowExecutionStatus.Completed),
        _ => false,
    };
}
