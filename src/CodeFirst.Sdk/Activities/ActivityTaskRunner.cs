using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.TaskQueue.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Sdk.Client;
using CodeFirst.Sdk.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Sdk.Activities;

/// <summary>Gets activity tasks from the server, runs one attempt for each and reports how it ended.</summary>
internal sealed partial class ActivityTaskRunner
{
    private readonly ActivityRunnerOptions _options;
    private readonly CodeFirstClientOptions _client;
    private readonly ServiceConnection _connection;
    private readonly TaskQueue _taskQueue;
    private readonly IServiceScopeFactory _scopes;
    private readonly ILogger _logger;
    private readonly ILogger _activityLogger;

    public ActivityTaskRunner(ActivityRunnerOptions options)
    {
        _options = options;
        _client = options.Client.Options;
        _connection = options.Client.Connection;
        _taskQueue = new TaskQueue { Name = options.TaskQueue };
        _scopes = options.Services?.GetService<IServiceScopeFactory>() ?? new UnscopedServices(options.Services);
        _logger = options.LoggerFactory.CreateLogger<ActivityTaskRunner>();
        _activityLogger = options.LoggerFactory.CreateLogger<ActivityContext>();
    }

    public async Task<PollActivityTaskQueueResponse?> PollAsync(CancellationToken cancellationToken)
    {
        var request = new PollActivityTaskQueueRequest { Namespace = _client.Namespace, Identity = _client.Identity, TaskQueue = _taskQueue };
        var limits = new CallLimits(CallLimits.LongPollTimeout, TimeSpan.Zero);
        var task = await _connection.CallAsync(static (s, r, o) => s.PollActivityTaskQueueAsync(r, o), request, limits, cancellationToken).ConfigureAwait(false);
        return task.TaskToken.IsEmpty ? null : task;
    }

    /// <summary>Runs an attempt and reports how it ended.</summary>
    public async Task ProcessAsync(PollActivityTaskQueueResponse task)
    {
        var info = ActivityInfo.Create(task, _options.TaskQueue);
        var report = new ActivityReport(_connection, _client, task.TaskToken, info, _options.TimeProvider, _logger, _options.Abort);
        var cancellation = new AttemptCancellation(info.StartToCloseTimeout ?? info.ScheduleToCloseTimeout, _options.TimeProvider, _options.Shutdown);
        await using var disposeCancellation = cancellation.ConfigureAwait(false);
        var heartbeats = new HeartbeatReporter(
            HeartbeatReporter.GetInterval(info.HeartbeatTimeout), (details, stop) => report.HeartbeatAsync(details, cancellation, stop), _options.TimeProvider);
        await using var disposeHeartbeats = heartbeats.ConfigureAwait(false);
        var context = new ActivityContext(info, task.HeartbeatDetails, _client.DataConverter.PayloadConverter, heartbeats, cancellation, _activityLogger);
        try
        {
            var result = await InvokeAsync(task, context).ConfigureAwait(false);
            await heartbeats.DisposeAsync().ConfigureAwait(false);
            await report.CompletedAsync(result).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await heartbeats.DisposeAsync().ConfigureAwait(false);
            await report.EndedAsync(e, cancellation.Reason, heartbeats.Latest).ConfigureAwait(false);
        }
    }

    private async Task<Payload?> InvokeAsync(PollActivityTaskQueueResponse task, ActivityContext context)
    {
        if (!_options.Activities.TryGetValue(context.Info.ActivityType, out var activity))
        {
            var known = string.Join(", ", _options.Activities.Keys.Order(StringComparer.Ordinal));
            throw new ApplicationFailureException(
                $"Activity {context.Info.ActivityType} is not registered with the worker of task queue '{_options.TaskQueue}', which has: {known}. Register it, or schedule it on the task queue of a worker that has it.",
                errorType: "NotFoundError");
        }

        ActivityContext.Enter(context);
        using var logScope = context.Logger.BeginScope(new ActivityLogScope(context.Info));
        var services = _scopes.CreateAsyncScope();
        await using var disposeServices = services.ConfigureAwait(false);
        var owner = activity.CreateOwner?.Invoke(services.ServiceProvider);
        IReadOnlyList<Payload> arguments = task.Input is { } input ? input.Payloads_ : [];
        return await activity.InvokeAsync(owner, new PayloadArguments(arguments, _client.DataConverter.PayloadConverter), context.CancellationToken).ConfigureAwait(false);
    }
}
