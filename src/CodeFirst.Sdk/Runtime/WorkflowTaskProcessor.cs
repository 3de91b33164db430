using System.Diagnostics;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Protocol.Query.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Sdk.Runtime;

/// <summary>Turns workflow tasks into answers, and keeps the runs it worked on for their next tasks.</summary>
internal sealed class WorkflowTaskProcessor(WorkflowTaskProcessorOptions options)
{
    private readonly RunCache _cache = new(options.StickyTaskQueue is null ? 0 : options.MaxCachedWorkflows);
    private readonly ILogger _logger = options.LoggerFactory.CreateLogger<WorkflowTaskProcessor>();

    public int CachedCount => _cache.Count;

    private bool IsSticky => options is { StickyTaskQueue: not null, MaxCachedWorkflows: > 0 };

    /// <summary>Does one task. Throws nothing but <see cref="OperationCanceledException"/>.</summary>
    public async Task<WorkflowTaskResponse> ProcessAsync(PollWorkflowTaskQueueResponse task, IHistorySource history, CancellationToken cancellationToken)
    {
        try
        {
            var (run, events) = await PrepareAsync(task, history, cancellationToken).ConfigureAwait(false);
            var response = await RunAsync(run, task, events).ConfigureAwait(false);
            if (!run.IsClosed)
            {
                _cache.Put(task.WorkflowExecution.RunId, run);
            }

            return response;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            return Fail(task, e);
        }
    }

    /// <summary>Drops a run whose answer the server refused: its next task replays it.</summary>
    public void Evict(string runId) => _cache.Take(runId);

    private async Task<(WorkflowRun Run, IReadOnlyList<HistoryEvent> Events)> PrepareAsync(PollWorkflowTaskQueueResponse task, IHistorySource history, CancellationToken cancellationToken)
    {
        var run = _cache.Take(task.WorkflowExecution.RunId);
        if (run is not null && !TaskHistory.Continues(task, run))
        {
            run = null;
        }

        if (run is null && !options.Workflows.ContainsKey(task.WorkflowType.Name))
        {
            throw new InvalidOperationException(
                $"Workflow type '{task.WorkflowType.Name}' is not registered with the worker of task queue '{options.TaskQueue}', which runs {ListWorkflows()}. Register it, or start it on another task queue.");
        }

        var events = await TaskHistory.ReadAsync(task, isContinued: run is not null, history, cancellationToken).ConfigureAwait(false);
        if (run is null)
        {
            var first = events.Count > 0 ? events[0] : throw new InvalidOperationException($"The history of run {task.WorkflowExecution.RunId} is empty.");
            run = new WorkflowRun(options.Workflows[task.WorkflowType.Name], options, task.WorkflowExecution, first);
        }

        return (run, events);
    }

    /// <summary>Runs workflow code on the thread pool. When it does not come back in time, it is left to itself: what it does then concerns nobody.</summary>
    private async Task<WorkflowTaskResponse> RunAsync(WorkflowRun run, PollWorkflowTaskQueueResponse task, IReadOnlyList<HistoryEvent> events)
    {
        run.ActivationBegan = 0;
        var work = Task.Run(() => Run(run, task, events));
        var patience = Debugger.IsAttached ? Timeout.InfiniteTimeSpan : options.DeadlockTimeout;
        while (true)
        {
            await ((Task)work.WaitAsync(patience, options.TimeProvider)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (work.IsCompleted)
            {
                return await work.ConfigureAwait(false);
            }

            // A long history is many activations, each with a time of its own; and none has begun while the thread pool is busy.
            var elapsed = run.ActivationBegan == 0 ? TimeSpan.Zero : options.TimeProvider.GetElapsedTime(run.ActivationBegan);
            patience = options.DeadlockTimeout - elapsed;
            if (patience <= TimeSpan.Zero)
            {
                throw new InvalidOperationException(
                    $"Potential deadlock: the workflow's code ran for {options.DeadlockTimeout.TotalSeconds} s without awaiting. Move blocking calls and long computations into activities.");
            }
        }
    }

    private WorkflowTaskResponse Run(WorkflowRun run, PollWorkflowTaskQueueResponse task, IReadOnlyList<HistoryEvent> events)
    {
        var commands = run.Apply(events, isQueryTask: task.Query is not null);
        if (task.Query is not null)
        {
            return AnswerQueryTask(task, run.Answer(task.Query));
        }

        if (commands is null || run.LastEventId != task.StartedEventId)
        {
            throw new InvalidOperationException($"The history ends before event {task.StartedEventId}, the start of the workflow task.");
        }

        var request = new RespondWorkflowTaskCompletedRequest
        {
            TaskToken = task.TaskToken,
            Commands = { commands },
            Identity = options.Identity,
            Namespace = options.Namespace,
        };
        if (IsSticky && !run.IsClosed)
        {
            request.ReturnNewWorkflowTask = true;
            request.StickyAttributes = new()
            {
                WorkerTaskQueue = new() { Name = options.StickyTaskQueue, Kind = TaskQueueKind.Sticky, NormalName = options.TaskQueue },
                ScheduleToStartTimeout = Duration.FromTimeSpan(options.StickyScheduleToStart),
            };
        }

        foreach (var (id, query) in task.Queries)
        {
            request.QueryResults.Add(id, run.Answer(query));
        }

        return new WorkflowTaskResponse.Completed(request);
    }

    private WorkflowTaskResponse.QueryAnswered AnswerQueryTask(PollWorkflowTaskQueueResponse task, WorkflowQueryResult result) => new(new RespondQueryTaskCompletedRequest
    {
        TaskToken = task.TaskToken,
        Namespace = options.Namespace,
        CompletedType = result.ResultType,
        QueryResult = result.Answer,
        ErrorMessage = result.ErrorMessage,
        Failure = result.Failure,
    });

    private WorkflowTaskResponse Fail(PollWorkflowTaskQueueResponse task, Exception exception)
    {
        var cause = WorkflowTaskFailedCause.WorkflowWorkerUnhandledFailure;
        if (exception is NonDeterminismException)
        {
            cause = WorkflowTaskFailedCause.NonDeterministicError;
            exception = new NonDeterminismException(
                $"Workflow '{task.WorkflowType.Name}' (id {task.WorkflowExecution.WorkflowId}, run {task.WorkflowExecution.RunId}) does not repeat its history. {exception.Message} "
                + "Its code was changed in a way that runs begun before cannot follow, or it is not deterministic. Bring back the former order of durable calls, or keep a worker with the former code until these runs have ended.");
        }

        WorkflowLog.TaskFailed(_logger, task.WorkflowType.Name, task.WorkflowExecution.WorkflowId, task.WorkflowExecution.RunId, task.Attempt, exception);
        var failure = options.DataConverter.FailureConverter.ToFailure(exception, options.DataConverter.PayloadConverter);
        if (task.Query is not null)
        {
            return AnswerQueryTask(task, new WorkflowQueryResult { ResultType = QueryResultType.Failed, ErrorMessage = exception.Message, Failure = failure });
        }

        return task.Attempt > 1
            ? new WorkflowTaskResponse.Silent()
            : new WorkflowTaskResponse.Failed(new RespondWorkflowTaskFailedRequest
            {
                TaskToken = task.TaskToken,
                Cause = cause,
                Failure = failure,
                Identity = options.Identity,
                Namespace = options.Namespace,
            });
    }

    private string ListWorkflows() => options.Workflows.Count == 0 ? "none" : string.Join(", ", options.Workflows.Keys.Order(StringComparer.Ordinal));
}
