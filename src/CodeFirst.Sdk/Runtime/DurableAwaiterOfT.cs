using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace CodeFirst.Sdk.Runtime;

/// <summary>What the compiler's await calls, for an operation with a result.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
[SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "Awaiters are used by compiled code only, which does not compare them.")]
public readonly struct DurableAwaiter<T> : IDurableAwaiter
{
    private readonly Durable<T> _source;

    internal DurableAwaiter(Durable<T> source) => _source = source;

    /// <inheritdoc cref="DurableAwaiter.IsCompleted"/>
    public bool IsCompleted => _source.IsCompleted || WorkflowContext.EnsureCanSuspend();

    Durable IDurableAwaiter.Source => _source;

    /// <summary>Returns the result, or throws what the operation ended with.</summary>
    [StackTraceHidden]
    public T GetResult() => _source.GetResult();

    /// <inheritdoc cref="DurableAwaiter.OnCompleted"/>
    public void OnCompleted(Action continuation) => WorkflowContext.RefuseForeignMethod();

    /// <inheritdoc cref="DurableAwaiter.UnsafeOnCompleted"/>
    public void UnsafeOnCompleted(Action continuation) => WorkflowContext.RefuseForeignMethod();
}
