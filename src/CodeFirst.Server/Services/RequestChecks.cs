using CodeFirst.Engine;
using CodeFirst.Engine.Tasks;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Sdk.V1;
using CodeFirst.Protocol.TaskQueue.V1;
using CodeFirst.Server.Errors;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Server.Services;

/// <summary>What every request is held to before anything happens. A violation is thrown as INVALID_ARGUMENT and names the field.</summary>
internal sealed class RequestChecks(int maxIdBytes, int maxBlobBytes)
{
    private const long MaxSeconds = 315_576_000_000;
    private const int MaxSummaryBytes = 400;
    private const int MaxDetailsBytes = 20_000;

    public void Id(string field, string value)
    {
        if (value.Length == 0)
        {
            throw Invalid($"{field} is not set on request.");
        }

        OptionalId(field, value);
    }

    public void OptionalId(string field, string value)
    {
        if (value.Length * 3 > maxIdBytes && System.Text.Encoding.UTF8.GetByteCount(value) > maxIdBytes)
        {
            throw Invalid($"{field} length exceeds limit: it may have {maxIdBytes} bytes.");
        }

        // PostgreSQL has no text with one.
        if (value.Contains('\0', StringComparison.Ordinal))
        {
            throw Invalid($"{field} contains a NUL character.");
        }
    }

    public static void RunId(string value)
    {
        if (value.Length > 0 && !Guid.TryParse(value, out _))
        {
            throw Invalid("Invalid RunId: it is not a UUID.");
        }
    }

    public void Execution(WorkflowExecution? execution)
    {
        if (execution is null)
        {
            throw Invalid("Execution is not set on request.");
        }

        Id("WorkflowId", execution.WorkflowId);
        RunId(execution.RunId);
    }

    public void TaskQueue(TaskQueue? taskQueue)
    {
        if (taskQueue is null)
        {
            throw Invalid("TaskQueue is not set on request.");
        }

        Id("TaskQueue", taskQueue.Name);
    }

    public static void NonNegative(string field, Duration? duration)
    {
        if (duration is not null && (duration.Seconds < 0 || duration.Nanos < 0 || duration.Seconds > MaxSeconds || duration.Nanos > 999_999_999))
        {
            throw Invalid($"{field} is invalid: a duration between zero and ten thousand years is needed.");
        }
    }

    public static void Priority(Priority? priority)
    {
        if (Priorities.FindFault(priority) is { } fault)
        {
            throw Invalid(fault);
        }
    }

    public static void PageSize(int pageSize)
    {
        if (pageSize < 0)
        {
            throw Invalid("PageSize is negative.");
        }
    }

    public static void RetryPolicy(RetryPolicy? policy)
    {
        if (policy is null)
        {
            return;
        }

        NonNegative("RetryPolicy.InitialInterval", policy.InitialInterval);
        NonNegative("RetryPolicy.MaximumInterval", policy.MaximumInterval);
        if (policy.BackoffCoefficient is not 0 and (< 1 or double.NaN))
        {
            throw Invalid("RetryPolicy.BackoffCoefficient cannot be less than 1.");
        }

        if (policy.MaximumAttempts < 0)
        {
            throw Invalid("RetryPolicy.MaximumAttempts cannot be negative.");
        }

        if (policy is { InitialInterval: { } initial, MaximumInterval: { } maximum }
            && maximum.ToTimeSpan() > TimeSpan.Zero
            && maximum.ToTimeSpan() < initial.ToTimeSpan())
        {
            throw Invalid("RetryPolicy.MaximumInterval cannot be less than InitialInterval.");
        }
    }

    public void Blob(string field, IMessage? blob)
    {
        if (IsTooLarge(blob))
        {
            throw Invalid($"{field} is too large: it has {blob!.CalculateSize()} bytes and may have {maxBlobBytes}.");
        }
    }

    /// <summary>What people read about a workflow, and lists carry along, is short.</summary>
    public static void UserMetadata(UserMetadata? metadata)
    {
        Limit("user_metadata.summary", metadata?.Summary, MaxSummaryBytes);
        Limit("user_metadata.details", metadata?.Details, MaxDetailsBytes);

        static void Limit(string field, IMessage? text, int limit)
        {
            if (text?.CalculateSize() is { } size && size > limit)
            {
                throw Invalid($"{field} exceeds size limit. Length={size} Limit={limit}");
            }
        }
    }

    /// <summary>Whether a blob is over the limit, where the answer is not to refuse the request.</summary>
    public bool IsTooLarge(IMessage? blob) => blob is not null && blob.CalculateSize() > maxBlobBytes;

    public static TaskToken Token(ByteString bytes)
    {
        try
        {
            var token = TaskToken.Parser.ParseFrom(bytes);
            if (token.NamespaceId.Length > 0 && token.WorkflowId.Length > 0 && token.RunId.Length > 0)
            {
                return token;
            }
        }
        catch (InvalidProtocolBufferException)
        {
        }

        throw Invalid(bytes.IsEmpty ? "Task token not set on request." : "Task token is invalid: it was not made by this server.");
    }

    public static TToken PageToken<TToken>(MessageParser<TToken> parser, ByteString bytes)
        where TToken : IMessage<TToken>
    {
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            throw Invalid("NextPageToken is invalid: it was not made by this server.");
        }
    }

    public static Grpc.Core.RpcException Invalid(string message) => Refusals.InvalidArgument(message).ToException();
}
