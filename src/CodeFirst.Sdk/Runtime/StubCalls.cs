using CodeFirst.Protocol.Common.V1;

namespace CodeFirst.Sdk.Runtime;

/// <summary>What generated stubs call. Users call the stubs.</summary>
public static class StubCalls
{
    /// <summary>Encodes an argument with the converter of the current run.</summary>
    public static Payload ToPayload<T>(T value) => throw new NotSupportedException();

    /// <summary>Schedules an activity with a result.</summary>
    /// <param name="activityType">The activity type as it is sent.</param>
    /// <param name="defaults">From the activity's attribute.</param>
    /// <param name="stub">Given to the stub's constructor; goes over the defaults.</param>
    /// <param name="call">Given to the call; goes over both.</param>
    /// <param name="arguments">Encoded arguments.</param>
    /// <param name="cancellationToken">Cancels the call; null stands for the workflow's own token.</param>
    public static Durable<TResult> ExecuteActivityAsync<TResult>(string activityType, ActivityOptions defaults, ActivityOptions? stub, ActivityOptions? call, IReadOnlyList<Payload> arguments, CancellationToken? cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Schedules an activity without a result. Parameters as in the other overload.</summary>
    public static Durable ExecuteActivityAsync(string activityType, ActivityOptions defaults, ActivityOptions? stub, ActivityOptions? call, IReadOnlyList<Payload> arguments, CancellationToken? cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Makes the exception that continues the run as a new one of the same type; the generated <c>ContinueAsNew</c> of a workflow throws it.</summary>
    /// <param name="arguments">Encoded arguments of the next run.</param>
    /// <param name="options">Null: as this run.</param>
    public static Exception ContinueAsNew(IReadOnlyList<Payload> arguments, ContinueAsNewOptions? options) => throw new NotSupportedException();
}
