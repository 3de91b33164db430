using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Sdk.Runtime;

/// <summary>What generated stubs call. Users call the stubs.</summary>
public static class StubCalls
{
    /// <summary>Encodes an argument with the converter of the current run.</summary>
    public static Payload ToPayload<T>(T value) => RequireContext().DataConverter.PayloadConverter.ToPayload(value);

    /// <summary>Schedules an activity with a result.</summary>
    /// <param name="activityType">The activity type as it is sent.</param>
    /// <param name="defaults">From the activity's attribute.</param>
    /// <param name="stub">Given to the stub's constructor; goes over the defaults.</param>
    /// <param name="call">Given to the call; goes over both.</param>
    /// <param name="arguments">Encoded arguments.</param>
    /// <param name="cancellationToken">Cancels the call; null stands for the workflow's own token.</param>
    /// <exception cref="InvalidOperationException">It was called outside of workflow code, or the activity has neither a start-to-close nor a schedule-to-close timeout.</exception>
    public static Durable<TResult> ExecuteActivityAsync<TResult>(string activityType, ActivityOptions defaults, ActivityOptions? stub, ActivityOptions? call, IReadOnlyList<Payload> arguments, CancellationToken? cancellationToken)
    {
        var context = RequireContext();
        return DecodeAsync(context, Schedule(context, activityType, defaults, stub, call, arguments, cancellationToken));

        static async Durable<TResult> DecodeAsync(WorkflowContext context, Durable<Payloads?> activity) => await activity is { Payloads_: [var result, ..] }
            ? context.DataConverter.PayloadConverter.FromPayload<TResult>(result)
            : default!;
    }

    /// <summary>Schedules an activity without a result. Parameters and exceptions as in the other overload.</summary>
    public static Durable ExecuteActivityAsync(string activityType, ActivityOptions defaults, ActivityOptions? stub, ActivityOptions? call, IReadOnlyList<Payload> arguments, CancellationToken? cancellationToken) =>
        Schedule(RequireContext(), activityType, defaults, stub, call, arguments, cancellationToken);

    /// <summary>Makes the exception that continues the run as a new one of the same type; the generated <c>ContinueAsNew</c> of a workflow throws it.</summary>
    /// <param name="arguments">Encoded arguments of the next run.</param>
    /// <param name="options">Null: as this run.</param>
    public static Exception ContinueAsNew(IReadOnlyList<Payload> arguments, ContinueAsNewOptions? options) => new ContinueAsNewException(arguments, options);

    private static WorkflowContext RequireContext() => WorkflowContext.Current
        ?? throw new InvalidOperationException("A stub works in workflow code only. Elsewhere call the activity's method itself, or start the workflow by its client.");

    private static Durable<Payloads?> Schedule(
        WorkflowContext context, string activityType, ActivityOptions defaults, ActivityOptions? stub, ActivityOptions? call, IReadOnlyList<Payload> arguments, CancellationToken? cancellationToken)
    {
        context.EnsureNotFrozen("an activity");
        if (context.Operations.IsCanceled(cancellationToken))
        {
            return Durable.FromException<Payloads?>(new CanceledFailureException($"Activity '{activityType}' was cancelled before it was scheduled."));
        }

        var options = Merge(defaults, stub, call);
        if (options is { StartToCloseTimeout: null, ScheduleToCloseTimeout: null })
        {
            throw new InvalidOperationException(
                $"Activity '{activityType}' has no timeout. Set StartToCloseTimeout or ScheduleToCloseTimeout in its [Activity] attribute, in its stub's options or in the call's.");
        }

        var command = NewCommand(context, activityType, options, arguments);
        var activity = new PendingActivity(context, command, options.Cancellation ?? ActivityCancellation.TryCancel, cancellationToken);
        context.Commands.Add(command, activity);
        return activity;
    }

    private static ActivityOptions Merge(ActivityOptions defaults, ActivityOptions? stub, ActivityOptions? call) => stub is null && call is null
        ? defaults
        : new ActivityOptions
        {
            ActivityId = call?.ActivityId ?? stub?.ActivityId ?? defaults.ActivityId,
            TaskQueue = call?.TaskQueue ?? stub?.TaskQueue ?? defaults.TaskQueue,
            StartToCloseTimeout = call?.StartToCloseTimeout ?? stub?.StartToCloseTimeout ?? defaults.StartToCloseTimeout,
            ScheduleToCloseTimeout = call?.ScheduleToCloseTimeout ?? stub?.ScheduleToCloseTimeout ?? defaults.ScheduleToCloseTimeout,
            ScheduleToStartTimeout = call?.ScheduleToStartTimeout ?? stub?.ScheduleToStartTimeout ?? defaults.ScheduleToStartTimeout,
            HeartbeatTimeout = call?.HeartbeatTimeout ?? stub?.HeartbeatTimeout ?? defaults.HeartbeatTimeout,
            RetryPolicy = call?.RetryPolicy ?? stub?.RetryPolicy ?? defaults.RetryPolicy,
            Cancellation = call?.Cancellation ?? stub?.Cancellation ?? defaults.Cancellation,
            Summary = call?.Summary ?? stub?.Summary ?? defaults.Summary,
        };

    private static Command NewCommand(WorkflowContext context, string activityType, ActivityOptions options, IReadOnlyList<Payload> arguments)
    {
        var attributes = new ScheduleActivityTaskCommandAttributes
        {
            ActivityId = options.ActivityId ?? context.Operations.NextActivityId(),
            ActivityType = new() { Name = activityType },
            TaskQueue = new() { Name = options.TaskQueue ?? context.Info.TaskQueue },
            StartToCloseTimeout = ToDuration(options.StartToCloseTimeout),
            ScheduleToCloseTimeout = ToDuration(options.ScheduleToCloseTimeout),
            ScheduleToStartTimeout = ToDuration(options.ScheduleToStartTimeout),
            HeartbeatTimeout = ToDuration(options.HeartbeatTimeout),
            RetryPolicy = options.RetryPolicy?.ToProtocol(),
        };
        if (arguments.Count > 0)
        {
            attributes.Input = new Payloads { Payloads_ = { arguments } };
        }

        return new Command
        {
            CommandType = CommandType.ScheduleActivityTask,
            ScheduleActivityTaskCommandAttributes = attributes,
            UserMetadata = options.Summary is null ? null : new() { Summary = context.ToSummary(options.Summary) },
        };
    }

    private static Duration? ToDuration(TimeSpan? duration) => duration is { } value ? Duration.FromTimeSpan(value) : null;
}
