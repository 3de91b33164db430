using System.Text.Json;
using CodeFirst.Protocol.Failure.V1;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Sdk.Converters;

/// <summary>Failures with readable messages, causes and stack traces, as all SDKs of the API understand them.</summary>
public sealed class FailureConverter : IFailureConverter
{
    /// <summary>What failures made here say about where they come from.</summary>
    public const string Source = "CodeFirstSdk";

    /// <summary>The one instance: it has no settings.</summary>
    public static FailureConverter Default { get; } = new();

    /// <inheritdoc/>
    public Failure ToFailure(Exception exception, IPayloadConverter payloadConverter)
    {
        // A failure that was received and is passed on keeps everything it said.
        if (exception is FailureException { Failure: { } received })
        {
            return received;
        }

        var failure = new Failure { Message = exception.Message, Source = Source, StackTrace = exception.StackTrace ?? "" };
        if (exception.InnerException is { } cause)
        {
            failure.Cause = ToFailure(cause, payloadConverter);
        }

        SetInfo(failure, exception, payloadConverter);
        return failure;
    }

    /// <inheritdoc/>
    public FailureException ToException(Failure failure, IPayloadConverter payloadConverter)
    {
        if (failure.EncodedAttributes is not null)
        {
            failure = WithDecodedAttributes(failure, payloadConverter);
        }

        var cause = failure.Cause is null ? null : ToException(failure.Cause, payloadConverter);
        return failure.FailureInfoCase switch
        {
            Failure.FailureInfoOneofCase.ApplicationFailureInfo => NewApplicationFailure(failure, failure.ApplicationFailureInfo, cause, payloadConverter),
            Failure.FailureInfoOneofCase.TimeoutFailureInfo => new TimeoutFailureException(failure.Message, failure.TimeoutFailureInfo.TimeoutType, cause)
            {
                Failure = failure,
                LastHeartbeatDetails = new FailureDetails(failure.TimeoutFailureInfo.LastHeartbeatDetails, payloadConverter),
            },
            Failure.FailureInfoOneofCase.CanceledFailureInfo => new CanceledFailureException(failure.Message, cause)
            {
                Failure = failure,
                Details = new FailureDetails(failure.CanceledFailureInfo.Details, payloadConverter),
            },
            Failure.FailureInfoOneofCase.TerminatedFailureInfo => new TerminatedFailureException(failure.Message, cause) { Failure = failure },
            Failure.FailureInfoOneofCase.ServerFailureInfo => new ServerFailureException(failure.Message, failure.ServerFailureInfo.NonRetryable, cause) { Failure = failure },
            Failure.FailureInfoOneofCase.ActivityFailureInfo => NewActivityFailure(failure, failure.ActivityFailureInfo, cause),
            _ => new ApplicationFailureException(failure.Message, innerException: cause) { Failure = failure },
        };
    }

    private static void SetInfo(Failure failure, Exception exception, IPayloadConverter payloadConverter)
    {
        switch (exception)
        {
            case ApplicationFailureException application:
                failure.ApplicationFailureInfo = new ApplicationFailureInfo
                {
                    Type = application.ErrorType ?? "",
                    NonRetryable = application.NonRetryable,
                    NextRetryDelay = application.NextRetryDelay is { } delay ? Duration.FromTimeSpan(delay) : null,
                    Details = application.Details.ToPayloads(payloadConverter),
                    Category = application.Category,
                };
                break;
            case CanceledFailureException canceled:
                failure.CanceledFailureInfo = new CanceledFailureInfo { Details = canceled.Details.ToPayloads(payloadConverter) };
                break;
            case OperationCanceledException:
                failure.CanceledFailureInfo = new CanceledFailureInfo();
                break;
            case TimeoutFailureException timeout:
                failure.TimeoutFailureInfo = new TimeoutFailureInfo
                {
                    TimeoutType = timeout.TimeoutType,
                    LastHeartbeatDetails = timeout.LastHeartbeatDetails.ToPayloads(payloadConverter),
                };
                break;
            case TerminatedFailureException:
                failure.TerminatedFailureInfo = new TerminatedFailureInfo();
                break;
            case ServerFailureException server:
                failure.ServerFailureInfo = new ServerFailureInfo { NonRetryable = server.NonRetryable };
                break;
            case ActivityFailureException activity:
                failure.ActivityFailureInfo = new ActivityFailureInfo
                {
                    ActivityType = new() { Name = activity.ActivityType },
                    ActivityId = activity.ActivityId,
                    Identity = activity.Identity,
                    RetryState = activity.RetryState,
                    ScheduledEventId = activity.ScheduledEventId,
                    StartedEventId = activity.StartedEventId,
                };
                break;
            default:
                failure.ApplicationFailureInfo = new ApplicationFailureInfo { Type = exception.GetType().Name };
                break;
        }
    }

    private static ApplicationFailureException NewApplicationFailure(Failure failure, ApplicationFailureInfo info, Exception? cause, IPayloadConverter payloadConverter) =>
        new(
            failure.Message,
            info.Type.Length == 0 ? null : info.Type,
            info.NonRetryable,
            info.NextRetryDelay?.ToTimeSpan(),
            innerException: cause,
            category: info.Category)
        {
            Failure = failure,
            Details = new FailureDetails(info.Details, payloadConverter),
        };

    private static ActivityFailureException NewActivityFailure(Failure failure, ActivityFailureInfo info, Exception? cause) => new(failure.Message, cause)
    {
        Failure = failure,
        ActivityType = info.ActivityType?.Name ?? "",
        ActivityId = info.ActivityId,
        Identity = info.Identity,
        RetryState = info.RetryState,
        ScheduledEventId = info.ScheduledEventId,
        StartedEventId = info.StartedEventId,
    };

    /// <summary>Other SDKs can be set up to hide message and stack trace in an encoded JSON object.</summary>
    private static Failure WithDecodedAttributes(Failure failure, IPayloadConverter payloadConverter)
    {
        var decoded = failure.Clone();
        try
        {
            using var attributes = JsonDocument.Parse(failure.EncodedAttributes.Data.Memory);
            decoded.Message = attributes.RootElement.TryGetProperty("message", out var message) ? message.GetString() ?? "" : failure.Message;
            decoded.StackTrace = attributes.RootElement.TryGetProperty("stack_trace", out var stackTrace) ? stackTrace.GetString() ?? "" : failure.StackTrace;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Encrypted by a codec this process does not have: the failure's other parts still say what happened.
        }

        return decoded;
    }
}
