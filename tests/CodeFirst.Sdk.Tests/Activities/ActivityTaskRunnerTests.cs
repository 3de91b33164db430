using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Failure.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Sdk.Activities;
using CodeFirst.Sdk.Converters;
using CodeFirst.Sdk.Runtime;
using CodeFirst.Sdk.Tests.Client;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeFirst.Sdk.Tests.Activities;

public sealed class ActivityTaskRunnerTests : IDisposable
{
    private readonly TestClock _clock = new();
    private readonly FakeService _service = new();
    private readonly CodeFirstClient _client;
    private readonly CancellationTokenSource _shutdown = new();

    public ActivityTaskRunnerTests()
    {
        _client = _service.CreateClient(new CodeFirstClientOptions { TimeProvider = _clock });
        _service.OnEach<RespondActivityTaskCompletedRequest>(new RespondActivityTaskCompletedResponse());
        _service.OnEach<RespondActivityTaskFailedRequest>(new RespondActivityTaskFailedResponse());
        _service.OnEach<RespondActivityTaskCanceledRequest>(new RespondActivityTaskCanceledResponse());
        _service.OnEach<RecordActivityTaskHeartbeatRequest>(new RecordActivityTaskHeartbeatResponse());
    }

    public void Dispose()
    {
        _client.Dispose();
        _shutdown.Dispose();
    }

    [Fact]
    public async Task Attempt_Succeeds_ReportsItsResult()
    {
        await RunAsync(async (arguments, _) =>
        {
            await Task.Yield();
            return arguments.Write(arguments.Read<int>(0) + 1);
        });

        var report = Assert.Single(_service.Requests<RespondActivityTaskCompletedRequest>());
        Assert.Equal("token", report.TaskToken.ToStringUtf8());
        Assert.Equal("42", Assert.Single(report.Result.Payloads_).Data.ToStringUtf8());
    }

    [Fact]
    public async Task Attempt_Context_TellsWhichAttemptItIs()
    {
        ActivityInfo? info = null;
        int? progress = null;
        await RunAsync(async (_, _) =>
        {
            await Task.Yield();
            info = ActivityContext.Current.Info;
            progress = ActivityContext.Current.GetHeartbeatDetails<int>();
            return null;
        });

        Assert.Equal(("Charge", "7", 2, "order-42", "r1", "Order"), (info!.ActivityType, info.ActivityId, info.Attempt, info.WorkflowId, info.WorkflowRunId, info.WorkflowType));
        Assert.Equal(TimeSpan.FromSeconds(30), info.StartToCloseTimeout);
        Assert.Null(info.ScheduleToCloseTimeout);
        Assert.Equal(TimeSpan.FromSeconds(10), info.HeartbeatTimeout);
        Assert.Equal(5, progress);
        Assert.False(ActivityContext.HasCurrent);
        Assert.Throws<InvalidOperationException>(() => ActivityContext.Current);
        Assert.Null(Assert.Single(_service.Requests<RespondActivityTaskCompletedRequest>()).Result);
    }

    // B33
    [Fact]
    public async Task Attempt_Fails_ReportsFailureWithUnsentDetails()
    {
        await RunAsync((_, _) =>
        {
            ActivityContext.Current.Heartbeat(1);
            ActivityContext.Current.Heartbeat(2);
            throw new ApplicationFailureException("card refused", "CardRefused", nonRetryable: true, nextRetryDelay: TimeSpan.FromSeconds(3));
        });

        var report = Assert.Single(_service.Requests<RespondActivityTaskFailedRequest>());
        Assert.Equal("card refused", report.Failure.Message);
        Assert.Equal("CardRefused", report.Failure.ApplicationFailureInfo.Type);
        Assert.True(report.Failure.ApplicationFailureInfo.NonRetryable);
        Assert.Equal(TimeSpan.FromSeconds(3), report.Failure.ApplicationFailureInfo.NextRetryDelay.ToTimeSpan());
        Assert.Equal("2", Assert.Single(report.LastHeartbeatDetails.Payloads_).Data.ToStringUtf8());
    }

    [Fact]
    public async Task Heartbeat_ServerAsksToStop_CancelsAndReportsCancelled()
    {
        _service.OnEach<RecordActivityTaskHeartbeatRequest>(new RecordActivityTaskHeartbeatResponse { CancelRequested = true });

        await RunAsync(HeartbeatUntilCancelledAsync);

        Assert.Single(_service.Requests<RespondActivityTaskCanceledRequest>());
        Assert.Empty(_service.Requests<RespondActivityTaskFailedRequest>());
    }

    [Fact]
    public async Task Heartbeat_ServerDoesNotKnowTheAttempt_CancelsAndReportsNothing()
    {
        _service.OnEach<RecordActivityTaskHeartbeatRequest>(FakeService.Error(StatusCode.NotFound));

        await RunAsync(HeartbeatUntilCancelledAsync);

        Assert.Empty(Reports());
    }

    [Fact]
    public async Task Attempt_TakesTooLong_IsCancelledAndReportsNothing()
    {
        var run = RunAsync(async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null;
        });
        await _clock.PassAsync(TimeSpan.FromSeconds(30));
        await run;

        Assert.Empty(Reports());
    }

    [Fact]
    public async Task Attempt_WorkerStops_ReportsAFailureThatIsRetried()
    {
        var run = RunAsync(async (_, cancellationToken) =>
        {
            await _shutdown.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null;
        });
        await run;

        var failure = Assert.Single(_service.Requests<RespondActivityTaskFailedRequest>()).Failure;
        Assert.Equal("WorkerShutdown", failure.ApplicationFailureInfo.Type);
        Assert.False(failure.ApplicationFailureInfo.NonRetryable);
    }

    [Fact]
    public async Task Attempt_CancelledByNobody_IsAFailureThatIsRetried()
    {
        await RunAsync((_, _) => throw new TaskCanceledException("The request was canceled due to the configured HttpClient.Timeout."));

        var failure = Assert.Single(_service.Requests<RespondActivityTaskFailedRequest>()).Failure;
        Assert.Equal(Failure.FailureInfoOneofCase.ApplicationFailureInfo, failure.FailureInfoCase);
        Assert.Equal("TaskCanceledException", failure.ApplicationFailureInfo.Type);
    }

    [Fact]
    public async Task Attempt_UnknownType_NamesTheKnownOnes()
    {
        await CreateRunner(new ActivityDefinition { Name = "Refund", OwnerType = null, CreateOwner = null, InvokeAsync = (_, _, _) => Task.FromResult<Payload?>(null) })
            .ProcessAsync(NewTask());

        var failure = Assert.Single(_service.Requests<RespondActivityTaskFailedRequest>()).Failure;
        Assert.Contains("Charge is not registered", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Refund", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.ApplicationFailureInfo.NonRetryable);
    }

    [Fact]
    public async Task Attempt_WithContainer_HasAScopeOfItsOwn()
    {
        await using var services = new ServiceCollection().AddScoped<Scoped>().BuildServiceProvider();
        var owners = new List<Scoped>();
        var runner = CreateRunner(
            new ActivityDefinition
            {
                Name = "Charge",
                OwnerType = typeof(Scoped),
                CreateOwner = provider => provider.GetRequiredService<Scoped>(),
                InvokeAsync = (owner, _, _) =>
                {
                    Assert.False(((Scoped)owner!).IsDisposed);
                    owners.Add((Scoped)owner);
                    return Task.FromResult<Payload?>(null);
                },
            },
            services);

        await runner.ProcessAsync(NewTask());
        await runner.ProcessAsync(NewTask());

        Assert.Equal(2, owners.Distinct().Count());
        Assert.All(owners, owner => Assert.True(owner.IsDisposed));
        Assert.Equal(2, _service.Requests<RespondActivityTaskCompletedRequest>().Count);
    }

    [Fact]
    public async Task Report_ServerUnavailable_IsRepeatedWhileTheAttemptMayRun()
    {
        _service.OnEach<RespondActivityTaskCompletedRequest>(FakeService.Error(StatusCode.Unavailable), new RespondActivityTaskCompletedResponse());
        var run = RunAsync((arguments, _) => Task.FromResult<Payload?>(arguments.Write(1)));
        await _service.NextAsync<RespondActivityTaskCompletedRequest>();
        while (await _clock.NextWaitAsync() >= TimeSpan.FromSeconds(1))
        {
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        await run;

        Assert.Equal(2, _service.Requests<RespondActivityTaskCompletedRequest>().Count);
    }

    [Fact]
    public async Task Report_ResultIsRefused_FailsTheAttemptWithTheReason()
    {
        _service.OnEach<RespondActivityTaskCompletedRequest>(FakeService.Error(StatusCode.InvalidArgument, "blob size exceeds limit"));

        await RunAsync((arguments, _) => Task.FromResult<Payload?>(arguments.Write(1)));

        Assert.Contains("blob size exceeds limit", Assert.Single(_service.Requests<RespondActivityTaskFailedRequest>()).Failure.Message, StringComparison.Ordinal);
    }

    private static PollActivityTaskQueueResponse NewTask() => new()
    {
        TaskToken = ByteString.CopyFromUtf8("token"),
        ActivityType = new ActivityType { Name = "Charge" },
        ActivityId = "7",
        Attempt = 2,
        WorkflowExecution = new WorkflowExecution { WorkflowId = "order-42", RunId = "r1" },
        WorkflowType = new WorkflowType { Name = "Order" },
        WorkflowNamespace = "default",
        Input = new Payloads { Payloads_ = { PayloadConverter.Default.ToPayload(41) } },
        HeartbeatDetails = new Payloads { Payloads_ = { PayloadConverter.Default.ToPayload(5) } },
        StartToCloseTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(30)),
        ScheduleToCloseTimeout = new Duration(),
        HeartbeatTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(10)),
    };

    private static async Task<Payload?> HeartbeatUntilCancelledAsync(PayloadArguments arguments, CancellationToken cancellationToken)
    {
        ActivityContext.Current.Heartbeat();
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return null;
    }

    private Task RunAsync(Func<PayloadArguments, CancellationToken, Task<Payload?>> invokeAsync) => CreateRunner(new ActivityDefinition
    {
        Name = "Charge",
        OwnerType = null,
        CreateOwner = null,
        InvokeAsync = (_, arguments, cancellationToken) => invokeAsync(arguments, cancellationToken),
    }).ProcessAsync(NewTask());

    private ActivityTaskRunner CreateRunner(ActivityDefinition activity, IServiceProvider? services = null) => new(new ActivityRunnerOptions
    {
        Client = _client,
        TaskQueue = "orders",
        Activities = new Dictionary<string, ActivityDefinition> { [activity.Name] = activity },
        Services = services,
        LoggerFactory = NullLoggerFactory.Instance,
        TimeProvider = _clock,
        Shutdown = _shutdown.Token,
        Abort = CancellationToken.None,
    });

    private IEnumerable<IMessage> Reports() => _service.Requests<IMessage>().Where(request => request is RespondActivityTaskCompletedRequest or RespondActivityTaskFailedRequest or RespondActivityTaskCanceledRequest);

    private sealed class Scoped : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
