using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace CodeFirst.Sdk.Runtime;

/// <summary>What the compiler's await calls.</summary>
[SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "Awaiters are used by compiled code only, which does not compare them.")]
public readonly struct DurableAwaiter : IDurableAwaiter
{
    private readonly Durable _source;

    internal DurableAwaiter(Durable source) => _source = source;

    /// <summary>Whether the operation ended.</summary>
    /// <exception cref="InvalidOperationException">It did not, and this is not workflow code, where it could be awaited.</exception>
    public bool IsCompleted => _source.IsCompleted || WorkflowContext.EnsureCanSuspend();

    Durable IDurableAwaiter.Source => _source;

    /// <summary>Returns, or throws what the operation ended with.</summary>
    [StackTraceHidden]
    public void GetResult() => _source.ThrowUnlessSucceeded();

    /// <summary>Called where a method that does not return <see cref="Durable"/> awaits: fails the workflow task.</summary>
    /// <param name="continuation">Is not called.</param>
    public void OnCompleted(Action continuation) => WorkflowContext.RefuseForeignMethod();

    /// <summary>Called where a method that does not return <see cref="Durable"/> awaits: fails the workflow task.</summary>
    /// <param name="continuation">Is not called.</param>
    public void UnsafeOnCompleted(Action continuation) => WorkflowContext.RefuseForeignMethod();
}
