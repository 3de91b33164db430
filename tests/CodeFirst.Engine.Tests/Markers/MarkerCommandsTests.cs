using CodeFirst.Protocol.Enums.V1;

namespace CodeFirst.Engine.Tests.Markers;

public sealed class MarkerCommandsTests
{
    [Fact]
    public void RecordMarker_Named_IsWrittenAsItCame()
    {
        var run = RunDriver.StartWith(WorkerCommands.RecordMarker("core_patch"));

        var marker = run.LastEvent.MarkerRecordedEventAttributes;
        Assert.Equal(("core_patch", 4), (marker.MarkerName, marker.WorkflowTaskCompletedEventId));
        Assert.Equal("1", marker.Details["data"].Payloads_[0].Data.ToStringUtf8());
        Assert.Null(run.State.WorkflowTask);
    }

    [Fact]
    public void RecordMarker_WithoutName_FailsTheTask()
    {
        var run = RunDriver.StartWith(WorkerCommands.RecordMarker(string.Empty));

        Assert.Equal(RefusalCode.InvalidArgument, run.Last.Refusal!.Code);
        Assert.Equal(WorkflowTaskFailedCause.BadRecordMarkerAttributes, run.History.Last(e => e.EventType == EventType.WorkflowTaskFailed).WorkflowTaskFailedEventAttributes.Cause);
    }
}
