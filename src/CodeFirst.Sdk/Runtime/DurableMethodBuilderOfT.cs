using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CodeFirst.Sdk.Runtime;

/// <summary>What the compiler builds <see cref="Durable{T}"/> methods with. The constraint on awaiters is what makes any foreign await an error.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
[SuppressMessage("Performance", "CA1815:Override equals and operator equals on value types", Justification = "Builders are used by compiled code only, which does not compare them.")]
[SuppressMessage("Design", "CA1000:Do not declare static members on generic types", Justification = "The compiler calls Create.")]
[SuppressMessage("Design", "MA0018:Do not declare static members on generic types", Justification = "The compiler calls Create.")]
[SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "The compiler calls them on an instance.")]
public struct DurableMethodBuilder<T>
{
    private Durable<T>? _task;

    /// <summary>What the method returns.</summary>
    public Durable<T> Task => _task!;

    /// <summary>Begins a call.</summary>
    public static DurableMethodBuilder<T> Create() => default;

    /// <summary>Runs the method up to its first suspension.</summary>
    [StackTraceHidden]
    public void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => stateMachine.MoveNext();

    /// <summary>Not needed: the box is made on the first suspension.</summary>
    public void SetStateMachine(IAsyncStateMachine stateMachine)
    {
    }

    /// <summary>The method returned.</summary>
    public void SetResult(T result) => (_task ??= new Durable<T>()).SetResult(result);

    /// <summary>The method threw.</summary>
    public void SetException(Exception exception) => (_task ??= new Durable<T>()).SetException(exception);

    /// <summary>The method suspends.</summary>
    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : IDurableAwaiter
        where TStateMachine : IAsyncStateMachine => AwaitUnsafeOnCompleted(ref awaiter, ref stateMachine);

    /// <summary>The method suspends.</summary>
    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : IDurableAwaiter
        where TStateMachine : IAsyncStateMachine
    {
        if (_task is not DurableResultBox<TStateMachine, T> box)
        {
            // This builder is a part of the state machine, so the box has to be known before the state machine is copied into it.
            box = new();
            _task = box;
            box.Capture(ref stateMachine);
        }

        awaiter.Source.AddContinuation(box);
    }
}
