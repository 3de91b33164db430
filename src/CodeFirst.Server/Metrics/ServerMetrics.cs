using System.Diagnostics.Metrics;
using CodeFirst.Engine.Tasks;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Server.Matching;

namespace CodeFirst.Server.Metrics;

/// <summary>
/// What the server measures, under the names and labels that operators of Temporal's server know. Instruments of System.Diagnostics.Metrics: whoever
/// listens, OpenTelemetry or Prometheus, sees them; while nobody does they cost next to nothing.
/// </summary>
public sealed class ServerMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "CodeFirst.Server";

    private readonly Meter _meter;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _errors;
    private readonly Counter<long> _exhausted;
    private readonly Histogram<double> _latency;
    private readonly Counter<long> _persistenceRequests;
    private readonly Counter<long> _persistenceErrors;
    private readonly Histogram<double> _persistenceLatency;
    private readonly Histogram<double> _taskLatency;
    private readonly Counter<long> _tasks;
    private readonly Dictionary<EventType, Counter<long>> _outcomes;

    /// <summary>Creates the instruments.</summary>
    public ServerMetrics()
    {
        _meter = new Meter(MeterName);
        _requests = _meter.CreateCounter<long>("service_requests", description: "Calls of the API.");
        _errors = _meter.CreateCounter<long>("service_errors_with_type", description: "Calls that ended with an error, by status.");
        _exhausted = _meter.CreateCounter<long>("service_errors_resource_exhausted", description: "Calls that were refused because of a limit, by its kind.");
        _latency = _meter.CreateHistogram<double>("service_latency", "s", "Duration of calls; long polls include their wait.");
        _persistenceRequests = _meter.CreateCounter<long>("persistence_requests", description: "Calls of the store.");
        _persistenceErrors = _meter.CreateCounter<long>("persistence_errors", description: "Calls of the store that failed.");
        _persistenceLatency = _meter.CreateHistogram<double>("persistence_latency", "s", "Duration of calls of the store.");
        _taskLatency = _meter.CreateHistogram<double>("task_latency", "s", "From when a task is ready until a worker takes it.");
        _tasks = _meter.CreateCounter<long>("task_requests", description: "Tasks that workers took.");
        _outcomes = new()
        {
            [EventType.WorkflowExecutionCompleted] = Outcome("workflow_success", "Runs that completed."),
            [EventType.WorkflowExecutionFailed] = Outcome("workflow_failed", "Runs that failed."),
            [EventType.WorkflowExecutionTimedOut] = Outcome("workflow_timeout", "Runs that timed out."),
            [EventType.WorkflowExecutionCanceled] = Outcome("workflow_cancel", "Runs that were canceled."),
            [EventType.WorkflowExecutionTerminated] = Outcome("workflow_terminate", "Runs that were terminated."),
            [EventType.WorkflowExecutionContinuedAsNew] = Outcome("workflow_continued_as_new", "Runs that continued as new."),
            [EventType.ActivityTaskCompleted] = Outcome("activity_success", "Activities that completed."),
            [EventType.ActivityTaskFailed] = Outcome("activity_fail", "Activities that failed for good."),
            [EventType.ActivityTaskTimedOut] = Outcome("activity_timeout", "Activities that timed out for good."),
            [EventType.ActivityTaskCanceled] = Outcome("activity_cancel", "Activities that were canceled."),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void CountRequest(string operation, TimeSpan duration, string? error)
    {
        var label = new KeyValuePair<string, object?>("operation", operation);
        _requests.Add(1, label);
        _latency.Record(duration.TotalSeconds, label);
        if (error is not null)
        {
            _errors.Add(1, label, new("error_type", error));
        }
    }

    internal void CountExhausted(string operation, ResourceExhaustedCause cause) =>
        _exhausted.Add(1, new("operation", operation), new("resource_exhausted_cause", cause.ToString()));

    internal void CountPersistence(string operation, TimeSpan duration, bool isFailed)
    {
        var label = new KeyValuePair<string, object?>("operation", operation);
        _persistenceRequests.Add(1, label);
        _persistenceLatency.Record(duration.TotalSeconds, label);
        if (isFailed)
        {
            _persistenceErrors.Add(1, label);
        }
    }

    internal void CountTask(TaskKind kind, string taskQueue, TimeSpan waited)
    {
        var type = new KeyValuePair<string, object?>("task_type", kind.ToString());
        var queue = new KeyValuePair<string, object?>("taskqueue", taskQueue);
        _tasks.Add(1, type, queue);
        _taskLatency.Record(waited.TotalSeconds, type, queue);
    }

    internal void CountOutcome(HistoryEvent written, string workflowType)
    {
        if (_outcomes.TryGetValue(written.EventType, out var counter))
        {
            counter.Add(1, new KeyValuePair<string, object?>("workflow_type", workflowType));
        }
    }

    /// <summary>Has the backlog of task queues read whenever somebody collects.</summary>
    internal void ObserveBacklog(Func<IEnumerable<TaskQueueBacklog>> read) => _meter.CreateObservableGauge(
        "approximate_backlog_count",
        () => read().Select(backlog => new Measurement<long>(
            backlog.Count, new("taskqueue", backlog.Key.Name), new("task_type", backlog.Key.Kind.ToString()), new("namespace_id", backlog.Key.NamespaceId))),
        description: "Tasks that wait for a worker.");

    /// <summary>Has the calls under way read whenever somebody collects.</summary>
    internal void ObservePending(Func<IEnumerable<(string Kind, int Count)>> read) => _meter.CreateObservableGauge(
        "service_pending_requests",
        () => read().Select(pending => new Measurement<long>(pending.Count, new KeyValuePair<string, object?>("kind", pending.Kind))),
        description: "Calls of a bounded kind that are under way.");

    private Counter<long> Outcome(string name, string description) => _meter.CreateCounter<long>(name, description: description);
}
