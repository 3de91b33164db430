using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Enums.V1;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Sdk.Runtime;

/// <summary>The timers and activities a run waits for, and its cancellation.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A token source without a timer or wait handle has nothing to release.")]
internal sealed class PendingOperations(WorkflowContext context)
{
    private readonly Dictionary<string, PendingTimer> _timers = new(StringComparer.Ordinal);
    private readonly Dictionary<long, PendingActivity> _activities = [];
    private readonly Dictionary<int, ICancelable> _followRun = [];
    private CancellationTokenSource? _cancellation;
    private int _lastTimer;
    private int _lastActivity;
    private int _lastRunKey;

    public bool IsCancellationRequested { get; private set; }

    public CancellationToken CancellationToken
    {
        get
        {
            if (_cancellation is null)
            {
                _cancellation = new CancellationTokenSource();
                if (IsCancellationRequested)
                {
                    _cancellation.Cancel();
                }
            }

            return _cancellation.Token;
        }
    }

    public bool IsRunToken(CancellationToken? token) => token is null || (_cancellation is not null && token.Value == _cancellation.Token);

    public bool IsCanceled(CancellationToken? token) => token?.IsCancellationRequested ?? IsCancellationRequested;

    public int FollowRun(ICancelable operation)
    {
        _followRun.Add(++_lastRunKey, operation);
        return _lastRunKey;
    }

    public void UnfollowRun(int key) => _followRun.Remove(key);

    /// <summary>Cancels what follows the run in the order in which it was begun, then what follows its token by other ways.</summary>
    public void CancelRun()
    {
        IsCancellationRequested = true;
        var keys = _followRun.Keys.ToArray();
        Array.Sort(keys);
        foreach (var key in keys)
        {
            if (_followRun.Remove(key, out var operation))
            {
                operation.Cancel();
            }
        }

        _cancellation?.Cancel();
    }

    public PendingTimer StartTimer(TimeSpan delay, CancellationToken? token, string? summary)
    {
        context.EnsureNotFrozen("a timer");
        Command? start = null;
        if (delay != Timeout.InfiniteTimeSpan)
        {
            start = new Command
            {
                CommandType = CommandType.StartTimer,
                StartTimerCommandAttributes = new StartTimerCommandAttributes
                {
                    TimerId = (++_lastTimer).ToString(CultureInfo.InvariantCulture),
                    StartToFireTimeout = Duration.FromTimeSpan(delay),
                },
                UserMetadata = summary is null ? null : new() { Summary = context.ToSummary(summary) },
            };
            context.Commands.Add(start);
        }

        var timer = new PendingTimer(context, start, token);
        if (timer.Id is not null)
        {
            _timers.Add(timer.Id, timer);
        }

        return timer;
    }

    public void RemoveTimer(string id) => _timers.Remove(id);

    /// <summary>Fires a timer; one that was cancelled is not known any more.</summary>
    public void FireTimer(string id)
    {
        if (_timers.Remove(id, out var timer))
        {
            timer.Fire();
        }
    }

    public string NextActivityId() => (++_lastActivity).ToString(CultureInfo.InvariantCulture);

    /// <summary>The history confirms that an activity was scheduled; its further events refer to this one.</summary>
    public void ConfirmActivity(long scheduledEventId, PendingActivity activity)
    {
        activity.ScheduledEventId = scheduledEventId;
        _activities.Add(scheduledEventId, activity);
    }

    /// <summary>Takes the activity that closed. It may have been resolved before, as cancelled.</summary>
    public PendingActivity? TakeActivity(long scheduledEventId)
    {
        _activities.Remove(scheduledEventId, out var activity);
        return activity;
    }
}
