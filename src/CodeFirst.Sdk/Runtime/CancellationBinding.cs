using System.Runtime.InteropServices;

namespace CodeFirst.Sdk.Runtime;

/// <summary>Ties a pending operation to what cancels it: the run, which costs no registration, another token, or nothing.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct CancellationBinding
{
    private readonly WorkflowContext? _context;
    private readonly int _runKey;
    private readonly CancellationTokenRegistration _registration;

    private CancellationBinding(WorkflowContext context, int runKey)
    {
        _context = context;
        _runKey = runKey;
    }

    private CancellationBinding(CancellationTokenRegistration registration) => _registration = registration;

    /// <summary>Binds an operation to a token that is not cancelled yet.</summary>
    /// <param name="operation">What to cancel.</param>
    /// <param name="token">Null stands for the run's own.</param>
    public static CancellationBinding Bind(ICancelable operation, CancellationToken? token)
    {
        var operations = operation.Context.Operations;
        if (operations.IsRunToken(token))
        {
            return new(operation.Context, operations.FollowRun(operation));
        }

        return token!.Value.CanBeCanceled ? new(token.Value.UnsafeRegister(static state => OnTokenCanceled((ICancelable)state!), operation)) : default;
    }

    public void Release()
    {
        _context?.Operations.UnfollowRun(_runKey);
        _registration.Unregister();
    }

    private static void OnTokenCanceled(ICancelable operation)
    {
        if (!ReferenceEquals(WorkflowContext.Current, operation.Context))
        {
            operation.Context.Poison("A cancellation token that workflow code waits with was cancelled by a timer or thread outside of the workflow. Cancel it in workflow code, after Workflow.DelayAsync if it is about time.");
            return;
        }

        operation.Cancel();
    }
}
