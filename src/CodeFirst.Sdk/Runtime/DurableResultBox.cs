using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CodeFirst.Sdk.Runtime;

/// <summary>A suspended <see cref="Durable{T}"/> method: the awaitable and the home of its state machine in one object.</summary>
internal sealed class DurableResultBox<TStateMachine, T> : Durable<T>
    where TStateMachine : IAsyncStateMachine
{
    private TStateMachine _stateMachine = default!;

    public void Capture(ref TStateMachine stateMachine) => _stateMachine = stateMachine;

    [StackTraceHidden]
    internal override void Resume(Durable completed) => _stateMachine.MoveNext();
}
