using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Schedule.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace CodeFirst.Server.Tests.Schedules;

/// <summary>The calls of schedules: what they take, refuse and answer.</summary>
public sealed class ScheduleServiceTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>What is wrong with a schedule, and a part of the answer.</summary>
    public static TheoryData<Action<Schedule>, string> Faults => new()
    {
        { schedule => schedule.Action = null, "Action" },
        { schedule => schedule.Action.StartWorkflow.WorkflowId = string.Empty, "WorkflowId" },
        { schedule => schedule.Action.StartWorkflow.WorkflowId = new string('x', 990), "WorkflowId" },
        { schedule => schedule.Action.StartWorkflow.WorkflowType = null, "WorkflowType" },
        { schedule => schedule.Action.StartWorkflow.TaskQueue = null, "TaskQueue" },
        { schedule => schedule.Action.StartWorkflow.CronSchedule = "@daily", "must not contain CronSchedule" },
        { schedule => schedule.Action.StartWorkflow.WorkflowIdReusePolicy = WorkflowIdReusePolicy.RejectDuplicate, "must not contain WorkflowIDReusePolicy" },
        { schedule => schedule.Action.StartWorkflow.RetryPolicy = new RetryPolicy { BackoffCoefficient = 0.5 }, "RetryPolicy" },
        { schedule => schedule.Action.StartWorkflow.SearchAttributes = new SearchAttributes { IndexedFields = { ["Unknown"] = new Payload() } }, "Unknown" },
        { schedule => schedule.Policies.OverlapPolicy = (ScheduleOverlapPolicy)77, "OverlapPolicy" },
        { schedule => schedule.Policies.CatchupWindow = new Duration { Seconds = -1 }, "CatchupWindow" },
        { schedule => schedule.State.RemainingActions = -1, "RemainingActions" },
        { schedule => schedule.Spec.CronString.Add("whenever"), "Invalid schedule spec" },
        { schedule => schedule.Spec.TimezoneName = "Nowhere/Land", "unknown time zone" },
        { schedule => schedule.Spec.Jitter = new Duration { Seconds = -1 }, "jitter" },
        { schedule => schedule.Spec.StartTime = new Timestamp { Nanos = -1 }, "a time that does not exist" },
    };

    // B53
    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task CreateAndUpdate_Fault_IsInvalid(Action<Schedule> spoil, string message)
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.CreateScheduleAsync(Schedules.Create("sound", Hour));
        var faulty = Schedules.Create("faulty", Hour, spoil);

        var created = await TestServer.FailureAsync(server.Client.CreateScheduleAsync(faulty));
        var updated = await TestServer.FailureAsync(server.Client.UpdateScheduleAsync(new() { Namespace = TestServer.Namespace, ScheduleId = "sound", Schedule = faulty.Schedule }));

        Assert.Equal((StatusCode.InvalidArgument, StatusCode.InvalidArgument), (created.StatusCode, updated.StatusCode));
        Assert.Contains(message, created.Status.Detail, StringComparison.Ordinal);
        Assert.Contains(message, updated.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_UnknownSchedule_AreNotFound()
    {
        await using var server = await TestServer.StartAsync();
        var (client, name) = (server.Client, TestServer.Namespace);

        Assert.Equal(StatusCode.NotFound, (await TestServer.FailureAsync(client.DescribeScheduleAsync(new() { Namespace = name, ScheduleId = "none" }))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await TestServer.FailureAsync(client.DeleteScheduleAsync(new() { Namespace = name, ScheduleId = "none" }))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await TestServer.FailureAsync(client.PatchScheduleAsync(new() { Namespace = name, ScheduleId = "none", Patch = new() }))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await TestServer.FailureAsync(client.UpdateScheduleAsync(new() { Namespace = name, ScheduleId = "none", Schedule = Schedules.Create("none", Hour).Schedule }))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await TestServer.FailureAsync(client.ListScheduleMatchingTimesAsync(new() { Namespace = name, ScheduleId = "none" }))).StatusCode);
    }

    [Fact]
    public async Task Create_IdTaken_IsRefusedButForTheSameRequest()
    {
        await using var server = await TestServer.StartAsync();
        var request = Schedules.Create("hourly", Hour);
        var first = await server.Client.CreateScheduleAsync(request);

        Assert.Equal(first.ConflictToken, (await server.Client.CreateScheduleAsync(request)).ConflictToken);
        Assert.Equal(StatusCode.AlreadyExists, (await TestServer.FailureAsync(server.Client.CreateScheduleAsync(Schedules.Create("hourly", Hour)))).StatusCode);
    }

    [Fact]
    public async Task Update_ConflictToken_IsThatOfTheLastChange()
    {
        await using var server = await TestServer.StartAsync();
        var request = Schedules.Create("hourly", Hour);
        var created = await server.Client.CreateScheduleAsync(request);
        var update = new UpdateScheduleRequest { Namespace = TestServer.Namespace, ScheduleId = "hourly", Schedule = request.Schedule, ConflictToken = created.ConflictToken };

        await server.Client.UpdateScheduleAsync(update);

        Assert.Equal(StatusCode.FailedPrecondition, (await TestServer.FailureAsync(server.Client.UpdateScheduleAsync(update))).StatusCode);
        update.ConflictToken = (await server.DescribeScheduleAsync("hourly")).ConflictToken;
        await server.Client.UpdateScheduleAsync(update);
    }

    [Fact]
    public async Task Patch_Backfill_NeedsTimesInTheirOrder()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.CreateScheduleAsync(Schedules.Create("hourly", Hour));
        var backfill = new BackfillRequest { StartTime = Start.ToTimestamp(), EndTime = (Start - Hour).ToTimestamp() };

        Assert.Equal(StatusCode.InvalidArgument, (await FailPatchAsync(server, backfill)).StatusCode);
        Assert.Equal(StatusCode.InvalidArgument, (await FailPatchAsync(server, new BackfillRequest { StartTime = Start.ToTimestamp() })).StatusCode);
    }

    // B52
    [Fact]
    public async Task ListMatchingTimes_Range_IsInclusiveAndLimited()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.CreateScheduleAsync(Schedules.Create("hourly", Hour));

        var hours = await server.Client.ListScheduleMatchingTimesAsync(Range("hourly", Start, Start + (Hour * 2)));
        var many = await server.Client.ListScheduleMatchingTimesAsync(Range("hourly", Start, Start.AddYears(1)));

        Assert.Equal([Start, Start + Hour, Start + (Hour * 2)], hours.StartTime.Select(time => time.ToDateTimeOffset()));
        Assert.Equal(1000, many.StartTime.Count);
    }

    [Fact]
    public async Task List_Pages_HaveEverySchedule()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var id in new[] { "c", "a", "b" })
        {
            await server.Client.CreateScheduleAsync(Schedules.Create(id, Hour));
        }

        var request = new ListSchedulesRequest { Namespace = TestServer.Namespace, MaximumPageSize = 2 };
        var first = await server.Client.ListSchedulesAsync(request);
        request.NextPageToken = first.NextPageToken;
        var second = await server.Client.ListSchedulesAsync(request);

        Assert.Equal(["a", "b", "c"], first.Schedules.Concat(second.Schedules).Select(entry => entry.ScheduleId));
        Assert.Empty(second.NextPageToken);
        Assert.Equal(3, (await server.Client.CountSchedulesAsync(new() { Namespace = TestServer.Namespace })).Count);
    }

    // B61
    [Theory]
    [InlineData("WorkflowType = 'Order'")]
    [InlineData("Unknown = 'x'")]
    [InlineData("GROUP BY ExecutionStatus")]
    [InlineData("ScheduleId")]
    public async Task List_QueryThatSchedulesDoNotKnow_IsInvalid(string query)
    {
        await using var server = await TestServer.StartAsync();

        Assert.Equal(StatusCode.InvalidArgument, (await TestServer.FailureAsync(server.Client.ListSchedulesAsync(new() { Namespace = TestServer.Namespace, Query = query }))).StatusCode);
        Assert.Equal(StatusCode.InvalidArgument, (await TestServer.FailureAsync(server.Client.CountSchedulesAsync(new() { Namespace = TestServer.Namespace, Query = query }))).StatusCode);
    }

    [Fact]
    public async Task List_FutureTimes_AreThoseToCome()
    {
        var time = new FakeTimeProvider(Start);
        await using var server = await TestServer.StartAsync(time: time);
        await server.Client.CreateScheduleAsync(Schedules.Create("hourly", Hour, schedule => schedule.State.Paused = true));

        time.Advance(Hour * 2);

        var entry = Assert.Single((await server.Client.ListSchedulesAsync(new() { Namespace = TestServer.Namespace })).Schedules);
        Assert.Equal((Start + (Hour * 3)).ToTimestamp(), entry.Info.FutureActionTimes[0]);
        Assert.Equal((Start + (Hour * 3)).ToTimestamp(), (await server.DescribeScheduleAsync("hourly")).Info.FutureActionTimes[0]);
    }

    private static ListScheduleMatchingTimesRequest Range(string scheduleId, DateTimeOffset start, DateTimeOffset end) => new()
    {
        Namespace = TestServer.Namespace,
        ScheduleId = scheduleId,
        StartTime = start.ToTimestamp(),
        EndTime = end.ToTimestamp(),
    };

    private static Task<RpcException> FailPatchAsync(TestServer server, BackfillRequest backfill) => TestServer.FailureAsync(
        server.Client.PatchScheduleAsync(new() { Namespace = TestServer.Namespace, ScheduleId = "hourly", Patch = new SchedulePatch { BackfillRequest = { backfill } } }));
}
