using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.TaskQueue.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Sdk.Activities;
using CodeFirst.Sdk.Runtime;
using CodeFirst.Sdk.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeFirst.Sdk;

/// <summary>
/// Runs the workflows and activities of one task queue. Register them (the generated <c>AddCodeFirst()</c> takes all of an assembly), then await
/// <see cref="ExecuteAsync"/>. Any number of workers can share a task queue.
/// </summary>
public sealed partial class CodeFirstWorker : IWorkerRegistry, IAsyncDisposable
{
    private readonly CodeFirstClient _client;
    private readonly CodeFirstWorkerOptions _options;
    private readonly ILoggerFactory _loggerFactory;
    private readonly ILogger _logger;
    private readonly TimeProvider _timeProvider;
    private readonly WorkerRegistrations _registrations = new();
    private readonly Slots _workflowSlots;
    private readonly Slots _activitySlots;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isStarted;

    /// <summary>Creates a worker; it polls nothing before <see cref="ExecuteAsync"/>.</summary>
    /// <param name="client">Its connection, namespace and converter. It stays the caller's to dispose, after the worker.</param>
    /// <param name="options">At least the task queue.</param>
    /// <exception cref="ArgumentException">An option is invalid; the message says which and what it should be.</exception>
    public CodeFirstWorker(CodeFirstClient client, CodeFirstWorkerOptions options)
    {
        options.Validate();
        _client = client;
        _options = options;
        _loggerFactory = options.LoggerFactory ?? client.Options.LoggerFactory ?? NullLoggerFactory.Instance;
        _logger = _loggerFactory.CreateLogger<CodeFirstWorker>();
        _timeProvider = options.TimeProvider ?? client.Options.TimeProvider;
        _workflowSlots = new Slots(options.MaxConcurrentWorkflowTasks);
        _activitySlots = new Slots(options.MaxConcurrentActivities);
    }

    /// <inheritdoc/>
    public void AddWorkflow(WorkflowDefinition workflow) => _registrations.AddWorkflow(workflow);

    /// <inheritdoc/>
    public void AddActivity(ActivityDefinition activity) => _registrations.AddActivity(activity);

    /// <summary>
    /// Polls and runs tasks until cancelled. Then it stops polling, finishes the workflow tasks in flight, and gives activities the grace period of the options.
    /// A server that cannot be reached is no reason to end: the worker logs it and keeps trying.
    /// </summary>
    /// <param name="cancellationToken">Ends it, without an exception.</param>
    /// <exception cref="InvalidOperationException">Nothing is registered, or the worker was started before.</exception>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        RequireRegistrations();
        if (Interlocked.Exchange(ref _isStarted, 1) == 1)
        {
            throw new InvalidOperationException("A worker runs once; create another one.");
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellationToken);
        using var shutdown = new CancellationTokenSource();
        using var abort = new CancellationTokenSource();
        try
        {
            LogStarted(_options.TaskQueue, _client.Options.Namespace, _client.Options.Address, _registrations.Workflows.Count, _registrations.Activities.Count);
            await PollAsync(stop, shutdown.Token, abort.Token).ConfigureAwait(false);
        }
        finally
        {
            await DrainAsync(shutdown, abort).ConfigureAwait(false);
            LogStopped(_options.TaskQueue);
            _ended.SetResult();
        }
    }

    /// <summary>Stops the worker, as cancelling <see cref="ExecuteAsync"/> does, and waits until it has stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isStarted, 1) == 1)
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            await _ended.Task.ConfigureAwait(false);
        }
        else
        {
            _ended.SetResult();
        }

        _stop.Dispose();
    }

    internal void RequireRegistrations()
    {
        if (_registrations.Workflows.Count == 0 && _registrations.Activities.Count == 0)
        {
            throw new InvalidOperationException(
                $"The worker of task queue '{_options.TaskQueue}' has neither workflows nor activities. Call worker.AddCodeFirst(), or register some by {nameof(AddWorkflow)} and {nameof(AddActivity)}.");
        }
    }

    private async Task PollAsync(CancellationTokenSource stop, CancellationToken shutdown, CancellationToken abort)
    {
        var log = new PollLog(_logger, _client.Options, _options.TaskQueue, _timeProvider);
        var loops = new List<Task>();
        EagerActivities? eager = null;
        if (_registrations.Activities.Count > 0)
        {
            eager = AddActivityLoops(loops, log, stop.Token, shutdown, abort);
        }

        if (_registrations.Workflows.Count > 0)
        {
            AddWorkflowLoops(loops, log, eager, stop.Token, abort);
        }

        // A loop ends early only by an error that no retry mends, such as a client that was disposed: then the others end as well.
        await Task.WhenAny(loops).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(loops).ConfigureAwait(false);
    }

    private void AddWorkflowLoops(List<Task> loops, PollLog log, EagerActivities? eager, CancellationToken stop, CancellationToken abort)
    {
        // With a single slot or poller nobody would wait for the tasks of cached runs.
        var isSticky = _options is { MaxCachedWorkflows: > 0, MaxConcurrentWorkflowTasks: > 1, WorkflowTaskPollers: > 1 };
        var normalPollers = isSticky ? Math.Max(1, _options.WorkflowTaskPollers * 2 / 5) : _options.WorkflowTaskPollers;
        var normal = new TaskQueue { Name = _options.TaskQueue };
        var sticky = new TaskQueue { Name = $"{_client.Options.Identity}/{_options.TaskQueue}/{Guid.NewGuid():N}", Kind = TaskQueueKind.Sticky, NormalName = _options.TaskQueue };
        var processor = new WorkflowTaskProcessor(new WorkflowTaskProcessorOptions
        {
            Workflows = _registrations.Workflows,
            Namespace = _client.Options.Namespace,
            TaskQueue = _options.TaskQueue,
            Identity = _client.Options.Identity,
            StickyTaskQueue = isSticky ? sticky.Name : null,
            StickyScheduleToStart = _options.StickyScheduleToStartTimeout,
            MaxCachedWorkflows = isSticky ? _options.MaxCachedWorkflows : 0,
            DataConverter = _client.Options.DataConverter,
            LoggerFactory = _loggerFactory,
            TimeProvider = _timeProvider,
        });
        var history = new ServiceHistorySource(_client.Connection, _client.Options.Namespace);
        var runner = new WorkflowTaskRunner(_client.Connection, processor, history, _client.Options, _logger, eager, abort);
        for (var index = 0; index < _options.WorkflowTaskPollers; index++)
        {
            var queue = index < normalPollers ? normal : sticky;
            loops.Add(new PollLoop<PollWorkflowTaskQueueResponse>(
                _workflowSlots, cancellationToken => runner.PollAsync(queue, cancellationToken), runner.ProcessAsync, log, _timeProvider).RunAsync(stop));
        }
    }

    private EagerActivities AddActivityLoops(List<Task> loops, PollLog log, CancellationToken stop, CancellationToken shutdown, CancellationToken abort)
    {
        var runner = new ActivityTaskRunner(new ActivityRunnerOptions
        {
            Client = _client,
            TaskQueue = _options.TaskQueue,
            Activities = _registrations.Activities,
            Services = _options.Services,
            LoggerFactory = _loggerFactory,
            TimeProvider = _timeProvider,
            Shutdown = shutdown,
            Abort = abort,
        });
        for (var index = 0; index < _options.ActivityTaskPollers; index++)
        {
            loops.Add(new PollLoop<PollActivityTaskQueueResponse>(
                _activitySlots, runner.PollAsync, runner.ProcessAsync, log, _timeProvider).RunAsync(stop));
        }

        return new EagerActivities(_activitySlots, _options.TaskQueue, runner.ProcessAsync, log);
    }

    private async Task DrainAsync(CancellationTokenSource shutdown, CancellationTokenSource abort)
    {
        var drained = Task.WhenAll(_workflowSlots.DrainAsync(), _activitySlots.DrainAsync());
        if (await EndsInTimeAsync(drained).ConfigureAwait(false))
        {
            return;
        }

        LogCancelling(_activitySlots.InUse, _options.TaskQueue);
        await shutdown.CancelAsync().ConfigureAwait(false);
        if (await EndsInTimeAsync(drained).ConfigureAwait(false))
        {
            return;
        }

        LogLeftBehind(_activitySlots.InUse, _options.TaskQueue);
        await abort.CancelAsync().ConfigureAwait(false);
    }

    private async Task<bool> EndsInTimeAsync(Task drained)
    {
        await drained.WaitAsync(_options.GracefulShutdownTimeout, _timeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return drained.IsCompleted;
    }

    [LoggerMessage(1, LogLevel.Information, "The worker of task queue {TaskQueue} runs {Workflows} workflows and {Activities} activities in namespace {Namespace} of {Address}.")]
    private partial void LogStarted(string taskQueue, string @namespace, Uri address, int workflows, int activities);

    [LoggerMessage(2, LogLevel.Information, "The worker of task queue {TaskQueue} stopped.")]
    private partial void LogStopped(string taskQueue);

    [LoggerMessage(3, LogLevel.Information, "The grace period is over: cancelling {Count} activities of task queue {TaskQueue}.")]
    private partial void LogCancelling(int count, string taskQueue);

    [LoggerMessage(4, LogLevel.Warning, "{Count} activities of task queue {TaskQueue} ignore that they were cancelled and are left behind.")]
    private partial void LogLeftBehind(int count, string taskQueue);
}
