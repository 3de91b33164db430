using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf;
using static CodeFirst.Engine.Tests.WorkerCommands;

namespace CodeFirst.Engine.Tests.Properties;

public sealed class PropertyCommandsTests
{
    private static readonly Payload Null = new() { Metadata = { ["encoding"] = ByteString.CopyFromUtf8("binary/null") } };

    private static void WithBoth(StartWorkflowExecutionRequest request)
    {
        request.SearchAttributes = new() { IndexedFields = { ["City"] = Json("\"Rome\""), ["Size"] = Json("1") } };
        request.Memo = new() { Fields = { ["note"] = Json("\"fragile\""), ["color"] = Json("\"red\"") } };
    }

    // B62
    [Fact]
    public void Upsert_ValuesAndNulls_SetsAndRemoves()
    {
        var run = RunDriver.Start(WithBoth);
        run.StartTask();
        run.Complete(UpsertSearchAttributes(("City", Json("\"Oslo\"")), ("Size", Null), ("Tags", Json("[\"a\"]")), ("None", Json("[]"))));

        Assert.Equal(["City", "Tags"], run.State.SearchAttributes.IndexedFields.Keys.Order());
        Assert.Equal("\"Oslo\"", run.State.SearchAttributes.IndexedFields["City"].Data.ToStringUtf8());
        Assert.Equal(4, run.LastEvent.UpsertWorkflowSearchAttributesEventAttributes.SearchAttributes.IndexedFields.Count);
    }

    // B62
    [Fact]
    public void UpsertMemo_ValuesAndNulls_SetsAndRemoves()
    {
        var run = RunDriver.Start(WithBoth);
        run.StartTask();
        run.Complete(UpsertMemo(("note", Null), ("size", Json("3"))));

        Assert.Equal(["color", "size"], run.State.Memo.Fields.Keys.Order());
        Assert.Equal(EventType.WorkflowPropertiesModified, run.LastEvent.EventType);
    }

    // B62
    [Fact]
    public void Upsert_ValueTooLarge_FailsTheTaskAndChangesNothing()
    {
        var run = RunDriver.Start(WithBoth);
        run.StartTask();
        run.Complete(UpsertSearchAttributes(("City", Json(new string('x', 2049)))));

        Assert.Equal(
            WorkflowTaskFailedCause.BadSearchAttributes,
            run.History.Last(e => e.EventType == EventType.WorkflowTaskFailed).WorkflowTaskFailedEventAttributes.Cause);
        Assert.Equal("\"Rome\"", run.State.SearchAttributes.IndexedFields["City"].Data.ToStringUtf8());
    }

    // B62
    [Fact]
    public void Upsert_TooManyKeys_FailsTheTask()
    {
        var run = RunDriver.StartWith(UpsertSearchAttributes([.. Enumerable.Range(0, 101).Select(number => ($"Key{number}", Json("1")))]));

        Assert.Contains("101", run.Last.Refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Upsert_Nothing_FailsTheTask() =>
        Assert.Equal(RefusalCode.InvalidArgument, RunDriver.StartWith(UpsertSearchAttributes()).Last.Refusal!.Code);
}
