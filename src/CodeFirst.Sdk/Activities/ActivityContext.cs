using CodeFirst.Protocol.Common.V1;
using CodeFirst.Sdk.Activities;
using CodeFirst.Sdk.Converters;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Sdk;

/// <summary>What an activity's code can ask about the attempt it is part of, and tell the server meanwhile.</summary>
public sealed class ActivityContext
{
    private static readonly AsyncLocal<ActivityContext?> Ambient = new();

    private readonly Payloads? _lastDetails;
    private readonly IPayloadConverter _converter;
    private readonly HeartbeatReporter _heartbeats;
    private readonly AttemptCancellation _cancellation;

    internal ActivityContext(ActivityInfo info, Payloads? lastDetails, IPayloadConverter converter, HeartbeatReporter heartbeats, AttemptCancellation cancellation, ILogger logger)
    {
        Info = info;
        _lastDetails = lastDetails;
        _converter = converter;
        _heartbeats = heartbeats;
        _cancellation = cancellation;
        Logger = logger;
    }

    /// <summary>The attempt that the calling code is part of, also after awaits and on threads it starts.</summary>
    /// <exception cref="InvalidOperationException">The calling code is not part of an activity.</exception>
    public static ActivityContext Current =>
        Ambient.Value ?? throw new InvalidOperationException("There is no activity here. ActivityContext.Current is for code that a worker runs as an activity.");

    /// <summary>Whether the calling code is part of an activity.</summary>
    public static bool HasCurrent => Ambient.Value is not null;

    /// <summary>Which attempt of which activity runs.</summary>
    public ActivityInfo Info { get; }

    /// <summary>
    /// Cancelled when the attempt should end; the token parameter of an activity is the same. That the workflow asks for it is learned by heartbeats only.
    /// </summary>
    public CancellationToken CancellationToken => _cancellation.Token;

    /// <summary>Why the token was cancelled, if it was.</summary>
    public ActivityCancelReason CancelReason => _cancellation.Reason;

    /// <summary>Logs with the ids of the attempt as scope.</summary>
    public ILogger Logger { get; }

    /// <summary>How many details the last heartbeat of the attempt before left.</summary>
    public int HeartbeatDetailCount => _lastDetails?.Payloads_.Count ?? 0;

    /// <summary>Reads what the last heartbeat of the attempt before left, so that this one can go on from there.</summary>
    /// <param name="fallback">Returned where it left nothing, and so in the first attempt.</param>
    /// <exception cref="InvalidOperationException">It left a value of another type.</exception>
    public T? GetHeartbeatDetails<T>(T? fallback = default) => HeartbeatDetailCount == 0 ? fallback : _converter.FromPayload<T>(_lastDetails!.Payloads_[0]);

    /// <summary>Tells the server that the attempt is alive. Cheap to call often: most calls are only remembered (see the overload).</summary>
    public void Heartbeat() => _heartbeats.Record(null);

    /// <summary>
    /// Tells the server that the attempt is alive and how far it is. Returns at once: details are sent at most once in 80 % of the heartbeat timeout (30 s without
    /// one, and never less often than each minute), the latest ones always, and before a failure is reported.
    /// </summary>
    /// <param name="details">For the next attempt, if this one fails.</param>
    /// <exception cref="InvalidOperationException">The value's type cannot be encoded.</exception>
    public void Heartbeat<T>(T details) => _heartbeats.Record(new Payloads { Payloads_ = { _converter.ToPayload(details) } });

    /// <summary>Makes a context the current one of the calling asynchronous method.</summary>
    internal static void Enter(ActivityContext context) => Ambient.Value = context;
}
