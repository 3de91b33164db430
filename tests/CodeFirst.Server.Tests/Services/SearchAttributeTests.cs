using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.OperatorService.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf;
using Grpc.Core;

namespace CodeFirst.Server.Tests.Services;

/// <summary>B61 and B62 through the API.</summary>
public class SearchAttributeTests
{
    [Theory]
    [InlineData("Customer", "\"ada\"", "Customer = 'ada'", "Customer = 'grace'", "Keyword")]
    [InlineData("Customer", "[\"ada\"]", "Customer STARTS_WITH 'a'", "Customer NOT STARTS_WITH 'a'", "Keyword")]
    [InlineData("Amount", "42", "Amount BETWEEN 40 AND 42.5", "Amount NOT BETWEEN 40 AND 42.5", "Int")]
    [InlineData("Rate", "0.5", "Rate IN (1, 0.5)", "Rate NOT IN (1, 0.5)", "Double")]
    [InlineData("Rate", "2", "Rate = 2", "Rate != 2", "Double")]
    [InlineData("Urgent", "true", "Urgent = true", "Urgent != true", "Bool")]
    [InlineData("Due", "\"2026-08-01T12:00:00.123456789Z\"", "Due > '2026-08-01T12:00:00Z'", "Due > '2026-08-01T12:00:01Z'", "Datetime")]
    [InlineData("Tags", "[\"red\", \"blue\"]", "Tags = 'blue' AND Tags IN ('x', 'red')", "Tags != 'blue'", "KeywordList")]
    [InlineData("Note", "\"Handle with CARE\"", "Note = 'care' AND Note = 'nothing with'", "Note = 'car'", "Text")]
    public async Task Start_WithAttribute_IsFoundByItAndNamesItsType(string name, string json, string matching, string other, string type)
    {
        await using var server = await StartWithAttributesAsync();
        await server.StartWorkflowAsync("plain");

        await StartAsync(server, "order-1", (name, json));

        Assert.Equal(["order-1"], await ListAsync(server, matching));
        Assert.Empty(await ListAsync(server, other));
        Assert.Equal(["order-1"], await ListAsync(server, $"{name} IS NOT NULL"));
        Assert.Equal(["plain"], await ListAsync(server, $"{name} IS NULL"));
        var listed = (await server.Client.ListWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace, Query = matching })).Executions[0];
        var described = (await server.DescribeAsync("order-1")).WorkflowExecutionInfo;
        foreach (var payload in new[] { listed.SearchAttributes.IndexedFields[name], described.SearchAttributes.IndexedFields[name] })
        {
            Assert.Equal(json, payload.Data.ToStringUtf8());
            Assert.Equal(type, payload.Metadata["type"].ToStringUtf8());
        }
    }

    [Theory]
    [InlineData("Colour", "\"red\"", "no mapping defined for search attribute Colour")]
    [InlineData("WorkflowType", "\"x\"", "WorkflowType attribute can't be set")]
    [InlineData("Amount", "\"many\"", "\"many\" is not a valid value for search attribute Amount of type Int")]
    [InlineData("Amount", "1.5", "is not a valid value")]
    [InlineData("Amount", "[1, 2]", "is not a valid value")]
    [InlineData("Amount", "nonsense", "is not a valid value")]
    [InlineData("Urgent", "1", "is not a valid value")]
    [InlineData("Due", "\"tomorrow\"", "is not a valid value")]
    [InlineData("Tags", "\"red\"", "is not a valid value")]
    [InlineData("Customer", "\"a\\u0000b\"", "is not a valid value")]
    [InlineData("Customer", "\"\\ud800\"", "is not a valid value")]
    public async Task Start_BadAttribute_IsInvalidAndStartsNothing(string name, string json, string expected)
    {
        await using var server = await StartWithAttributesAsync();

        var error = await Assert.ThrowsAsync<RpcException>(() => StartAsync(server, "order-1", (name, json)));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains(expected, error.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(StatusCode.NotFound, (await TestServer.FailureAsync(
            server.Client.DescribeWorkflowExecutionAsync(new() { Namespace = TestServer.Namespace, Execution = TestServer.Execution("order-1") }))).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("binary/plain")]
    [InlineData("binary/encrypted")]
    [InlineData("\ufffd")]
    public async Task Start_AttributeOfAnotherEncoding_IsInvalid(string encoding)
    {
        await using var server = await StartWithAttributesAsync();
        var request = TestServer.StartRequest("order-1");
        request.SearchAttributes = Attributes(("Customer", "\"ada\""));
        request.SearchAttributes.IndexedFields["Customer"].Metadata["encoding"] = ByteString.CopyFromUtf8(encoding);

        var error = await TestServer.FailureAsync(server.Client.StartWorkflowExecutionAsync(request));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    [Fact]
    public async Task Start_AttributeThatNamesAnotherType_IsOfTheTypeItHas()
    {
        await using var server = await StartWithAttributesAsync();
        var request = TestServer.StartRequest("order-1");
        request.SearchAttributes = Attributes(("Customer", "\"ada\""));
        request.SearchAttributes.IndexedFields["Customer"].Metadata["type"] = ByteString.CopyFrom(0xff, 0xfe);

        await server.Client.StartWorkflowExecutionAsync(request);

        var payload = (await server.DescribeAsync("order-1")).WorkflowExecutionInfo.SearchAttributes.IndexedFields["Customer"];
        Assert.Equal("Keyword", payload.Metadata["type"].ToStringUtf8());
        Assert.Equal(["order-1"], await ListAsync(server, "Customer = 'ada'"));
    }

    [Fact]
    public async Task Start_TooManyOrTooLargeAttributes_IsInvalid() // B62
    {
        await using var server = await StartWithAttributesAsync();
        var many = Enumerable.Range(0, 101).Select(i => ($"a{i}", "1")).ToArray();
        var large = $"\"{new string('x', 2048)}\"";

        var tooMany = await Assert.ThrowsAsync<RpcException>(() => StartAsync(server, "order-1", many));
        var tooLarge = await Assert.ThrowsAsync<RpcException>(() => StartAsync(server, "order-1", ("Customer", large)));

        Assert.Contains("101 exceeds limit 100", tooMany.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("exceeds size limit 2048", tooLarge.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignalWithStart_BadAttribute_IsInvalid()
    {
        await using var server = await StartWithAttributesAsync();
        var start = TestServer.StartRequest("order-1");

        var error = await TestServer.FailureAsync(server.Client.SignalWithStartWorkflowExecutionAsync(new()
        {
            Namespace = start.Namespace,
            WorkflowId = start.WorkflowId,
            WorkflowType = start.WorkflowType,
            TaskQueue = start.TaskQueue,
            SignalName = "go",
            SearchAttributes = Attributes(("Colour", "1")),
        }));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    [Fact]
    public async Task Start_UnsetAttribute_IsNotKept()
    {
        await using var server = await StartWithAttributesAsync();

        await StartAsync(server, "order-1", ("Customer", "null"), ("Tags", "[]"), ("Amount", "1"));

        Assert.Equal(["Amount"], (await server.DescribeAsync("order-1")).WorkflowExecutionInfo.SearchAttributes.IndexedFields.Keys);
    }

    [Fact]
    public async Task ContinueAsNew_BadAttribute_FailsTheWorkflowTask()
    {
        await using var server = await StartWithAttributesAsync();
        await server.StartWorkflowAsync("order-1");
        var command = TestWorker.ContinueAsNew();
        command.ContinueAsNewWorkflowExecutionCommandAttributes.SearchAttributes = Attributes(("Colour", "1"));

        await FailCommandAsync(server, command);
    }

    [Fact]
    public async Task ContinueAsNew_Attribute_IsFoundOnTheNewRun()
    {
        await using var server = await StartWithAttributesAsync();
        await server.StartWorkflowAsync("order-1");
        var command = TestWorker.ContinueAsNew();
        command.ContinueAsNewWorkflowExecutionCommandAttributes.SearchAttributes = Attributes(("Amount", "7"));

        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), command);

        var found = await server.Client.ListWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace, Query = "Amount = 7" });
        Assert.Equal(WorkflowExecutionStatus.Running, Assert.Single(found.Executions).Status);
    }

    [Fact]
    public async Task Upsert_BadAttribute_FailsTheWorkflowTask()
    {
        await using var server = await StartWithAttributesAsync();
        await server.StartWorkflowAsync("order-1");

        await FailCommandAsync(server, new Command
        {
            CommandType = CommandType.UpsertWorkflowSearchAttributes,
            UpsertWorkflowSearchAttributesCommandAttributes = new() { SearchAttributes = Attributes(("Amount", "\"many\"")) },
        });
    }

    [Fact]
    public async Task Start_DivisionAttribute_HidesTheRunFromPlainLists()
    {
        await using var server = await StartWithAttributesAsync();

        await StartAsync(server, "hidden", ("TemporalNamespaceDivision", "\"batch\""));

        Assert.Empty(await ListAsync(server, "WorkflowId = 'hidden'"));
        Assert.Equal(["hidden"], await ListAsync(server, "TemporalNamespaceDivision = 'batch'"));
    }

    [Fact]
    public async Task GetSearchAttributes_Names_AreSystemAndCustom()
    {
        await using var server = await StartWithAttributesAsync();

        var keys = (await server.Client.GetSearchAttributesAsync(new())).Keys;

        Assert.Equal(IndexedValueType.Int, keys["Amount"]);
        Assert.Equal(IndexedValueType.Datetime, keys["StartTime"]);
        Assert.Equal(IndexedValueType.KeywordList, keys["TemporalChangeVersion"]);
    }

    internal static async Task<TestServer> StartWithAttributesAsync()
    {
        var server = await TestServer.StartAsync();
        await new OperatorService.OperatorServiceClient(server.Channel).AddSearchAttributesAsync(new()
        {
            Namespace = TestServer.Namespace,
            SearchAttributes =
            {
                ["Customer"] = IndexedValueType.Keyword,
                ["Amount"] = IndexedValueType.Int,
                ["Rate"] = IndexedValueType.Double,
                ["Urgent"] = IndexedValueType.Bool,
                ["Due"] = IndexedValueType.Datetime,
                ["Tags"] = IndexedValueType.KeywordList,
                ["Note"] = IndexedValueType.Text,
            },
        });
        return server;
    }

    private static SearchAttributes Attributes(params (string Name, string Json)[] attributes)
    {
        var message = new SearchAttributes();
        foreach (var (name, json) in attributes)
        {
            message.IndexedFields.Add(name, new Payload { Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain") }, Data = ByteString.CopyFromUtf8(json) });
        }

        return message;
    }

    private static async Task<StartWorkflowExecutionResponse> StartAsync(TestServer server, string id, params (string Name, string Json)[] attributes)
    {
        var request = TestServer.StartRequest(id);
        request.SearchAttributes = Attributes(attributes);
        return await server.Client.StartWorkflowExecutionAsync(request);
    }

    private static async Task<IEnumerable<string>> ListAsync(TestServer server, string query) =>
        (await server.Client.ListWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace, Query = query })).Executions.Select(run => run.Execution.WorkflowId);

    private static async Task FailCommandAsync(TestServer server, Command command)
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await server.Worker.CompleteAsync(await server.Worker.PollAsync(), command));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        var failed = (await server.HistoryAsync("order-1")).History.Events.Single(historyEvent => historyEvent.EventType == EventType.WorkflowTaskFailed);
        Assert.Equal(WorkflowTaskFailedCause.BadSearchAttributes, failed.WorkflowTaskFailedEventAttributes.Cause);
    }
}
