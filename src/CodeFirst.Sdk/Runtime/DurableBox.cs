using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CodeFirst.Sdk.Runtime;

/// <summary>A suspended <see cref="Durable"/> method: the awaitable and the home of its state machine in one object.</summary>
internal sealed class DurableBox<TStateMachine> : Durable
    where TStateMachine : IAsyncStateMachine
{
    private TStateMachine _stateMachine = default!;

    public void Capture(ref TStateMachine stateMachine) => _stateMachine = stateMachine;

    [StackTraceHidden]
    internal override void Resume(Durable completed) => _stateMachine.MoveNext();
}
