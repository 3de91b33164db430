using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.OperatorService.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Server.Tests.Fuzz;

/// <summary>Random requests to every method, beside a worker that answers its tasks with random commands.</summary>
public sealed class ServiceFuzzTests(ITestOutputHelper output)
{
    private const string SeedVariable = "CODEFIRST_FUZZ_SEED";
    private const string SecondsVariable = "CODEFIRST_FUZZ_SECONDS";
    private const int Callers = 3;
    private const int MaxTokens = 50;

    // Some calls wait: polls, long polls of histories and updates, queries that nobody answers.
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(300);

    private readonly ConcurrentQueue<ByteString> _tokens = new();
    private readonly ConcurrentDictionary<StatusCode, int> _answers = new();

    [Fact]
    public async Task EveryMethod_RandomRequests_NeverFailsInside()
    {
        var seed = Read(SeedVariable) ?? Random.Shared.Next();
        var duration = TimeSpan.FromSeconds(Read(SecondsVariable) ?? 30);
        output.WriteLine($"{SeedVariable}={seed} for {duration}");
        using var log = new ErrorLog();
        await using var server = await TestServer.StartAsync(configure: options => options with { ConfigureLogging = logging => logging.AddProvider(log) });
        var clock = Stopwatch.StartNew();

        await Task.WhenAll([
            .. Enumerable.Range(0, Callers).Select(caller => CallAsync(server, new Random(seed + caller), () => clock.Elapsed < duration && log.Errors.IsEmpty)),
            WorkAsync(server, new Random(seed + Callers), () => clock.Elapsed < duration && log.Errors.IsEmpty)]);

        output.WriteLine(string.Join(", ", _answers.Select(answer => $"{answer.Value} {answer.Key}")));
        Assert.True(log.Errors.IsEmpty, string.Join("\n", log.Errors));
        await AssertStillWorksAsync(server);
        Assert.True(log.Errors.IsEmpty, string.Join("\n", log.Errors));
    }

    private static int? Read(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value) ? value : null;

    private async Task CallAsync(TestServer server, Random random, Func<bool> goesOn)
    {
        var messages = new RandomMessages(random, _tokens);
        while (goesOn())
        {
            var method = ServedMethods.All[random.Next(ServedMethods.All.Count)];
            var request = messages.Fill(method.InputType.Parser.ParseFrom(ByteString.Empty));
            if (IsAllowed(request))
            {
                await SendAsync(server, method, request);
            }
        }
    }

    // The namespace of all the others stays as it is.
    private static bool IsAllowed(IMessage request) => request switch
    {
        DeleteNamespaceRequest delete => delete.Namespace != TestServer.Namespace,
        UpdateNamespaceRequest update => update.Namespace != TestServer.Namespace,
        DeprecateNamespaceRequest deprecate => deprecate.Namespace != TestServer.Namespace,
        _ => true,
    };

    private async Task<IMessage?> SendAsync(TestServer server, MethodDescriptor method, IMessage request)
    {
        try
        {
            var answer = await server.Channel.Call(method, request, Deadline);
            _answers.AddOrUpdate(StatusCode.OK, 1, (_, count) => count + 1);
            return answer;
        }
        catch (RpcException exception)
        {
            _answers.AddOrUpdate(exception.StatusCode, 1, (_, count) => count + 1);
            Assert.False(
                exception.StatusCode is StatusCode.Internal or StatusCode.Unknown or StatusCode.DataLoss,
                $"{method.Name} answered {exception.Status} to {Shorten(request)}");
            return null;
        }
    }

    private static string Shorten(IMessage request)
    {
        var text = Convert.ToBase64String(request.ToByteArray());
        return text[..Math.Min(text.Length, 2_000)];
    }

    private async Task WorkAsync(TestServer server, Random random, Func<bool> goesOn)
    {
        var messages = new RandomMessages(random, _tokens);
        var poll = WorkflowService.Descriptor.FindMethodByName("PollWorkflowTaskQueue");
        var complete = WorkflowService.Descriptor.FindMethodByName("RespondWorkflowTaskCompleted");
        var queue = new PollWorkflowTaskQueueRequest { Namespace = TestServer.Namespace, TaskQueue = new() { Name = TestServer.Queue } };
        for (var number = 0; goesOn(); number++)
        {
            await SendAsync(server, WorkflowService.Descriptor.FindMethodByName("StartWorkflowExecution"), TestServer.StartRequest($"w-{number % 6}"));
            if (await SendAsync(server, poll, queue) is not PollWorkflowTaskQueueResponse { TaskToken.IsEmpty: false } task)
            {
                continue;
            }

            _tokens.Enqueue(task.TaskToken);
            while (_tokens.Count > MaxTokens)
            {
                _tokens.TryDequeue(out _);
            }

            var answer = messages.Fill(new RespondWorkflowTaskCompletedRequest());
            (answer.Namespace, answer.TaskToken) = (TestServer.Namespace, task.TaskToken);
            await SendAsync(server, complete, answer);
        }
    }

    private static async Task AssertStillWorksAsync(TestServer server)
    {
        var request = TestServer.StartRequest("after");
        request.TaskQueue.Name = "after";
        await server.Client.StartWorkflowExecutionAsync(request);
        var task = await server.Client.PollWorkflowTaskQueueAsync(new() { Namespace = TestServer.Namespace, TaskQueue = new() { Name = "after" } });
        await server.Client.RespondWorkflowTaskCompletedAsync(new()
        {
            Namespace = TestServer.Namespace,
            TaskToken = task.TaskToken,
            Commands = { new Protocol.Command.V1.Command { CommandType = CommandType.CompleteWorkflowExecution, CompleteWorkflowExecutionCommandAttributes = new() } },
        });
        Assert.Equal(WorkflowExecutionStatus.Completed, (await server.DescribeAsync("after")).WorkflowExecutionInfo.Status);
    }
}
