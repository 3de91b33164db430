using CodeFirst.Engine;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using static CodeFirst.Server.Tests.BadInput.RequestFields;
using static Grpc.Core.StatusCode;

namespace CodeFirst.Server.Tests.BadInput;

/// <summary>Every method with every mistake of a kind: the right status and detail, nothing changed, and nothing in the log.</summary>
public sealed class BadRequestTests
{
    private static readonly string TooLong = new('x', 1_001);
    private static readonly Duration Negative = new() { Seconds = -1 };

    // What must be set, and what may be left out, by the last names of its path. Each is limited to 1,000 bytes (B63).
    private static readonly string[] RequiredIds =
    [
        "workflow_id", "signal_name", "query_type", "activity_id", "task_queue.name", "workflow_type.name", "input.name", "update_ref.update_id",
    ];

    private static readonly string[] OptionalIds = ["request_id", "update_id", "sticky_task_queue", "worker_task_queue.name", "activity_options.task_queue.name"];

    [Fact]
    public async Task Namespace_MissingUnknownOrTooLong_IsRefused()
    {
        await using var server = await BusyServer.StartAsync();
        foreach (var method in ServedMethods.All.Where(method => method.InputType.FindFieldByName("namespace") is not null))
        {
            var request = server.Requests.SingleOrDefault(valid => valid.Descriptor == method.InputType) ?? method.InputType.Parser.ParseFrom(ByteString.Empty);

            // A token names its namespace by itself.
            var isAnswer = method.InputType.FindFieldByName("task_token") is not null;
            if (!isAnswer)
            {
                await server.ExpectAsync(With(request, "namespace", string.Empty), "no namespace", InvalidArgument);
            }

            await server.ExpectAsync(With(request, "namespace", TooLong), "a namespace that is too long", isAnswer ? NotFound : InvalidArgument);
            if (request is not RegisterNamespaceRequest)
            {
                await server.ExpectAsync(With(request, "namespace", "nowhere"), "an unknown namespace", NotFound);
            }
        }

        await server.AssertAllRefusedAsync();
    }

    [Fact]
    public async Task Id_MissingTooLongOrMalformed_IsRefused()
    {
        await using var server = await BusyServer.StartAsync();
        foreach (var (request, path, _) in Fields(server, FieldType.String))
        {
            var isRequired = (EndsWithAny(path, RequiredIds) && !path.StartsWith("activity_options.", StringComparison.Ordinal)) || (path == "id" && request.Descriptor.FindFieldByName("type") is not null);
            if (isRequired)
            {
                await server.ExpectAsync(With(request, path, string.Empty), $"no {path}", InvalidArgument);
            }

            if (isRequired || EndsWithAny(path, OptionalIds) || (path == "identity" && TakesLimitedIdentity(request)))
            {
                await server.ExpectAsync(With(request, path, TooLong), $"a {path} that is too long", InvalidArgument);
                await server.ExpectAsync(With(request, path, "a\0"), $"a {path} with a NUL", InvalidArgument);
            }

            if (EndsWithAny(path, "run_id"))
            {
                await server.ExpectAsync(With(request, path, "no-uuid"), $"a {path} that is no UUID", InvalidArgument);
            }
        }

        await server.AssertAllRefusedAsync();
    }

    [Fact]
    public async Task Workflow_Unknown_IsNotFound()
    {
        await using var server = await BusyServer.StartAsync();
        foreach (var (request, path, _) in Fields(server, FieldType.String))
        {
            var startsOne = request is StartWorkflowExecutionRequest or SignalWithStartWorkflowExecutionRequest;
            if (EndsWithAny(path, "workflow_id") && !startsOne)
            {
                await server.ExpectAsync(With(request, path, "nobody"), $"an unknown {path}", NotFound);
            }

            if (EndsWithAny(path, "run_id"))
            {
                await server.ExpectAsync(With(request, path, Guid.NewGuid().ToString()), $"an unknown {path}", NotFound);
            }
        }

        await server.AssertAllRefusedAsync();
    }

    [Fact]
    public async Task Duration_NegativeOrAbsurd_IsRefused()
    {
        await using var server = await BusyServer.StartAsync();
        foreach (var (request, path, _) in Fields(server, FieldType.Message).Where(field => Get(field.Request, field.Path) is Duration))
        {
            await server.ExpectAsync(With(request, path, Negative), $"a negative {path}", InvalidArgument);
            await server.ExpectAsync(With(request, path, new Duration { Seconds = long.MaxValue }), $"an endless {path}", InvalidArgument);
        }

        await server.AssertAllRefusedAsync();
    }

    // B63
    [Fact]
    public async Task Payload_TooLarge_IsRefused()
    {
        await using var server = await BusyServer.StartAsync();
        var tooLarge = TestWorker.Payloads(new string('x', BusyServer.MaxBlobBytes));
        foreach (var (request, path, _) in Fields(server, FieldType.Message).Where(field => Get(field.Request, field.Path) is Payloads))
        {
            await server.ExpectAsync(With(request, path, tooLarge), $"a {path} that is too large", InvalidArgument);
        }

        var beyondAnyMessage = TestWorker.Payloads(new string('x', 5 * 1024 * 1024));
        await server.ExpectAsync(With(server.Requests.OfType<SignalWorkflowExecutionRequest>().Single(), "input", beyondAnyMessage), "five megabytes", ResourceExhausted);
        await server.AssertAllRefusedAsync();
    }

    [Fact]
    public async Task PageToken_MalformedOrPageSizeNegative_IsRefused()
    {
        await using var server = await BusyServer.StartAsync();
        var garbage = ByteString.CopyFromUtf8("made by nobody");
        foreach (var request in server.Requests)
        {
            foreach (var (path, _) in Walk(request).Where(field => field.Path == "next_page_token"))
            {
                await server.ExpectAsync(With(request, path, garbage), $"a malformed {path}", InvalidArgument);
            }

            foreach (var (path, _) in Walk(request).Where(field => field.Path is "page_size" or "maximum_page_size"))
            {
                await server.ExpectAsync(With(request, path, -1), $"a negative {path}", InvalidArgument);
            }
        }

        await server.AssertAllRefusedAsync();
    }

    // B61
    [Theory]
    [InlineData("StartTime > 'yesterday'")]
    [InlineData("HistoryLength = 'long'")]
    [InlineData("ExecutionStatus = 'Sleeping'")]
    [InlineData("WorkflowId > 5")]
    [InlineData("WorkflowType BETWEEN 1 AND 2")]
    [InlineData("TemporalSchedulePaused = 'maybe'")]
    [InlineData("Unheard = 1")]
    [InlineData("WorkflowId = 'a' AND")]
    public async Task Filter_OfAnotherType_IsRefused(string query)
    {
        await using var server = await BusyServer.StartAsync();
        foreach (var (request, path, _) in Fields(server, FieldType.String).Where(field => field.Path == "query"))
        {
            await server.ExpectAsync(With(request, path, query), query, InvalidArgument);
        }

        await server.AssertAllRefusedAsync();
    }

    // B19
    [Fact]
    public async Task TaskToken_MissingMalformedOrOfAnotherTask_IsRefused()
    {
        await using var server = await BusyServer.StartAsync();
        var workflowTask = server.Requests.OfType<RespondWorkflowTaskFailedRequest>().Single().TaskToken;
        var activityTask = server.Requests.OfType<RespondActivityTaskFailedRequest>().Single().TaskToken;
        foreach (var (request, path, _) in Fields(server, FieldType.Bytes).Where(field => field.Path == "task_token"))
        {
            var bytes = (ByteString)Get(request, path);
            await server.ExpectAsync(With(request, path, ByteString.Empty), "no token", InvalidArgument);
            await server.ExpectAsync(With(request, path, ByteString.CopyFromUtf8("made by nobody")), "a malformed token", InvalidArgument);
            await server.ExpectAsync(With(request, path, ByteString.CopyFrom(bytes.Span[..20])), "half a token", InvalidArgument);
            await ExpectAsync("namespace", token => token.NamespaceId = Guid.NewGuid().ToString(), InvalidArgument);
            await ExpectAsync("workflow", token => token.WorkflowId = "nobody", NotFound);
            await ExpectAsync("run", token => token.RunId = Guid.NewGuid().ToString(), NotFound);
            if (request is RespondQueryTaskCompletedRequest)
            {
                await ExpectAsync("query", token => token.QueryId = "other", NotFound);
                await ExpectAsync("kind", token => token.QueryId = string.Empty, InvalidArgument);
                continue;
            }

            await ExpectAsync("scheduled event", token => token.ScheduledEventId++, NotFound);
            await ExpectAsync("attempt", token => token.Attempt++, NotFound);
            await ExpectAsync("started time", token => token.StartedTime.Nanos ^= 1, NotFound);
            await server.ExpectAsync(With(request, path, bytes.Equals(workflowTask) ? activityTask : workflowTask), "a token of another kind", NotFound);

            async Task ExpectAsync(string other, Action<TaskToken> change, Grpc.Core.StatusCode expected)
            {
                var token = TaskToken.Parser.ParseFrom(bytes);
                change(token);
                await server.ExpectAsync(With(request, path, token.ToByteString()), $"a token of another {other}", expected);
            }
        }

        await server.AssertAllRefusedAsync();
    }

    private static IEnumerable<(IMessage Request, string Path, FieldDescriptor Field)> Fields(BusyServer server, FieldType type) =>
        from request in server.Requests
        from field in Walk(request)
        where field.Field.FieldType == type
        select (request, field.Path, field.Field);

    private static bool EndsWithAny(string path, params string[] names) =>
        names.Any(name => path == name || path.EndsWith($".{name}", StringComparison.Ordinal) || (name == "run_id" && path == "first_execution_run_id"));

    // Whoever starts, polls and answers is remembered by its identity.
    private static bool TakesLimitedIdentity(IMessage request) =>
        BusyServer.MethodOf(request).Name is var name && (name.Contains("Start", StringComparison.Ordinal) || name.StartsWith("Poll", StringComparison.Ordinal) || name.StartsWith("Respond", StringComparison.Ordinal));
}
