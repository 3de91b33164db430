using System.Diagnostics;
using System.Text.Json;
using CodeFirst.EndToEnd.Tests.Processes;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;

namespace CodeFirst.EndToEnd.Tests.Kills;

/// <summary>Two servers on PostgreSQL, one of which is killed: what it had under way goes on at the other within five seconds of its time.</summary>
public sealed class TakeoverTests(ITestOutputHelper output)
{
    private const string Namespace = "default";
    private const string Timers = "timers";
    private const string Activities = "activities";
    private const string Tasks = "tasks";
    private const int Runs = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // When everything is due: late enough that it is the survivor's to do.
    private static readonly Duration Due = Duration.FromTimeSpan(TimeSpan.FromSeconds(4));

    // Five seconds are promised; a busy machine gets twice as long.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(10);

    private TemporalClient _killed = null!;
    private TemporalClient _survivor = null!;

    [Fact]
    public async Task Work_OfAServerThatIsKilled_GoesOnAtTheOtherInTime()
    {
        using var patience = new CancellationTokenSource(Patience);
        await using var database = await TestDatabase.TestDatabase.CreateAsync();
        await using var killed = StartServer(database);
        await using var survivor = StartServer(database);
        _killed = await ConnectAsync(killed, patience.Token);
        _survivor = await ConnectAsync(survivor, patience.Token);
        await Task.WhenAll(Enumerable.Range(0, Runs).SelectMany(run => (Task[])[StartTimerAsync(run), FailActivityAsync(run), StartTaskAsync(run)]));
        var dueAt = Stopwatch.GetTimestamp() + (long)(Due.ToTimeSpan().TotalSeconds * Stopwatch.Frequency);

        await killed.KillAsync();

        var late = await Task.WhenAll(
            MeasureAsync("timers fired", dueAt, () => PollTaskAsync(Timers, EventType.TimerFired)),
            MeasureAsync("activities tried again", dueAt, PollActivityAsync),
            MeasureAsync("workflow tasks started again", dueAt, () => PollTaskAsync(Tasks, EventType.WorkflowTaskTimedOut)));
        Assert.All(late, time => Assert.InRange(time, TimeSpan.MinValue, Tolerance));
    }

    private static TestProcess StartServer(TestDatabase.TestDatabase database) =>
        TestProcess.Start("CodeFirst.Cli", "server", "start", "--listen", "127.0.0.1:0", "--store", $"postgres:{database.ConnectionString}", "--output", "json");

    private static async Task<TemporalClient> ConnectAsync(TestProcess server, CancellationToken cancellationToken)
    {
        var line = await server.WaitForLineAsync("{", cancellationToken);
        var address = new Uri(JsonDocument.Parse(line).RootElement.GetProperty("address").GetString()!);
        return await TemporalClient.ConnectAsync(new TemporalClientConnectOptions(address.Authority));
    }

    private async Task StartTimerAsync(int run) => await CompleteAsync(Timers, run, new Command
    {
        CommandType = CommandType.StartTimer,
        StartTimerCommandAttributes = new() { TimerId = "timer", StartToFireTimeout = Due },
    });

    private async Task FailActivityAsync(int run)
    {
        await CompleteAsync(Activities, run, new Command
        {
            CommandType = CommandType.ScheduleActivityTask,
            ScheduleActivityTaskCommandAttributes = new()
            {
                ActivityId = "activity",
                ActivityType = new() { Name = "Charge" },
                TaskQueue = new() { Name = Activities },
                StartToCloseTimeout = Duration.FromTimeSpan(Patience),
                RetryPolicy = new() { InitialInterval = Due, BackoffCoefficient = 1 },
            },
        });
        var request = new PollActivityTaskQueueRequest { Namespace = Namespace, TaskQueue = new() { Name = Activities } };
        var task = await _killed.Connection.WorkflowService.PollActivityTaskQueueAsync(request);
        await _killed.Connection.WorkflowService.RespondActivityTaskFailedAsync(new() { TaskToken = task.TaskToken, Failure = new() { Message = "declined" } });
    }

    /// <summary>Its worker gets the task and is never heard of again.</summary>
    private async Task StartTaskAsync(int run)
    {
        await StartAsync(Tasks, run);
        await PollAsync(_killed, Tasks);
    }

    private async Task CompleteAsync(string queue, int run, Command command)
    {
        await StartAsync(queue, run);
        var task = await PollAsync(_killed, queue);
        await _killed.Connection.WorkflowService.RespondWorkflowTaskCompletedAsync(new() { Namespace = Namespace, TaskToken = task.TaskToken, Commands = { command } });
    }

    private async Task StartAsync(string queue, int run) => await _killed.Connection.WorkflowService.StartWorkflowExecutionAsync(new()
    {
        Namespace = Namespace,
        WorkflowId = $"{queue}-{run}",
        WorkflowType = new() { Name = "Order" },
        TaskQueue = new() { Name = queue },
        WorkflowTaskTimeout = Due,
        RequestId = Guid.NewGuid().ToString(),
    });

    private static async Task<PollWorkflowTaskQueueResponse> PollAsync(TemporalClient client, string queue) =>
        await client.Connection.WorkflowService.PollWorkflowTaskQueueAsync(new() { Namespace = Namespace, TaskQueue = new() { Name = queue } });

    private async Task PollTaskAsync(string queue, EventType reason)
    {
        var task = await PollAsync(_survivor, queue);
        Assert.Contains(task.History.Events, written => written.EventType == reason);
    }

    private async Task PollActivityAsync()
    {
        var request = new PollActivityTaskQueueRequest { Namespace = Namespace, TaskQueue = new() { Name = Activities } };
        Assert.Equal(2, (await _survivor.Connection.WorkflowService.PollActivityTaskQueueAsync(request)).Attempt);
    }

    private async Task<TimeSpan> MeasureAsync(string what, long dueAt, Func<Task> poll)
    {
        await Task.WhenAll(Enumerable.Range(0, Runs).Select(_ => poll())).WaitAsync(Patience);
        var late = TimeSpan.FromSeconds((Stopwatch.GetTimestamp() - dueAt) / (double)Stopwatch.Frequency);
        output.WriteLine($"{Runs} {what}, the last {late.TotalSeconds:0.0} s after its time");
        return late;
    }
}
