using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Failure.V1;
using CodeFirst.Sdk.Converters;
using Google.Protobuf;

namespace CodeFirst.Sdk.Tests.Converters;

public sealed class FailureConverterTests
{
    private static Failure ToFailure(Exception exception) => FailureConverter.Default.ToFailure(exception, PayloadConverter.Default);

    private static T RoundTrip<T>(T exception)
        where T : FailureException =>
        Assert.IsType<T>(FailureConverter.Default.ToException(ToFailure(exception), PayloadConverter.Default));

    private static void Throw() => throw new FormatException("bad");

    [Fact]
    public void ApplicationFailure_RoundTrip_KeepsEverything()
    {
        var exception = RoundTrip(new ApplicationFailureException(
            "failed", "Kind", nonRetryable: true, TimeSpan.FromSeconds(3), ["text", 7, null], new TimeZoneNotFoundException("cause"), ApplicationErrorCategory.Benign));

        Assert.Equal(("failed", "Kind", true), (exception.Message, exception.ErrorType, exception.NonRetryable));
        Assert.Equal((TimeSpan.FromSeconds(3), ApplicationErrorCategory.Benign), (exception.NextRetryDelay, exception.Category));
        Assert.Equal(3, exception.Details.Count);
        Assert.Equal(("text", 7, null), (exception.Details.Read<string>(0), exception.Details.Read<int>(1), exception.Details.Read<string?>(2)));
        var cause = Assert.IsType<ApplicationFailureException>(exception.InnerException);
        Assert.Equal(("cause", "TimeZoneNotFoundException", false), (cause.Message, cause.ErrorType, cause.NonRetryable));
    }

    [Fact]
    public void OtherFailures_RoundTrip_KeepTheirKind()
    {
        Assert.Equal("cancelled", RoundTrip(new CanceledFailureException("cancelled")).Message);
        Assert.Equal("terminated", RoundTrip(new TerminatedFailureException("terminated")).Message);
        Assert.True(RoundTrip(new ServerFailureException("server", nonRetryable: true)).NonRetryable);
        Assert.Equal(TimeoutType.Heartbeat, RoundTrip(new TimeoutFailureException("silent", TimeoutType.Heartbeat)).TimeoutType);
        var activity = RoundTrip(new ActivityFailureException("activity", new CanceledFailureException("cancelled"))
        {
            ActivityType = "Ship",
            ActivityId = "7",
            Identity = "worker",
            RetryState = RetryState.CancelRequested,
            ScheduledEventId = 5,
            StartedEventId = 6,
        });
        Assert.Equal(("Ship", "7", "worker", RetryState.CancelRequested, 5L, 6L), (activity.ActivityType, activity.ActivityId, activity.Identity, activity.RetryState, activity.ScheduledEventId, activity.StartedEventId));
        Assert.IsType<CanceledFailureException>(activity.InnerException);
    }

    [Fact]
    public void OrdinaryException_Encoded_IsAnApplicationFailureNamedAfterItsType()
    {
        var failure = ToFailure(Assert.Throws<FormatException>(Throw));

        Assert.Equal(("bad", "FormatException", FailureConverter.Source), (failure.Message, failure.ApplicationFailureInfo.Type, failure.Source));
        Assert.Contains(nameof(Throw), failure.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void OperationCanceled_Encoded_IsACancellation() => Assert.NotNull(ToFailure(new OperationCanceledException()).CanceledFailureInfo);

    [Fact]
    public void Failure_ReceivedAndPassedOn_StaysAsItWas()
    {
        var failure = new Failure { Message = "from Go", Source = "GoSDK", StackTrace = "main.go:7", ApplicationFailureInfo = new() { Type = "T" }, Cause = new() { Message = "cause", ServerFailureInfo = new() } };

        var exception = FailureConverter.Default.ToException(failure, PayloadConverter.Default);

        Assert.Equal("main.go:7", exception.StackTrace);
        Assert.Same(failure, ToFailure(exception));
        Assert.Same(failure, ToFailure(new ActivityFailureException("wrapper", exception) { ActivityType = "A", ActivityId = "1" }).Cause);
    }

    // B67
    [Fact]
    public void Failure_WithEncodedAttributes_ShowsThem()
    {
        var failure = new Failure
        {
            Message = "Encoded failure",
            EncodedAttributes = new() { Data = ByteString.CopyFromUtf8("""{"message":"real","stack_trace":"at Real"}""") },
            ApplicationFailureInfo = new(),
        };

        var exception = FailureConverter.Default.ToException(failure, PayloadConverter.Default);

        Assert.Equal(("real", "at Real"), (exception.Message, exception.StackTrace));
    }

    [Fact]
    public void Failure_WithUnreadableEncodedAttributes_KeepsItsMessage()
    {
        var failure = new Failure { Message = "Encoded failure", EncodedAttributes = new() { Data = ByteString.CopyFromUtf8("?") } };

        Assert.Equal("Encoded failure", FailureConverter.Default.ToException(failure, PayloadConverter.Default).Message);
    }

    [Fact]
    public void Details_ReadAsAnotherType_Throw()
    {
        var local = new ApplicationFailureException("failed", details: ["text"]).Details;

        Assert.Equal("text", local.Read<string>(0));
        Assert.Throws<InvalidOperationException>(() => local.Read<int>(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => local.Read<string>(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => local.Read<string>(-1));
    }
}
