using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Enums.V1;

namespace CodeFirst.Sdk.Runtime;

internal sealed class PendingTimer : Durable, ICancelable
{
    private readonly Command? _start;
    private readonly CancellationBinding _binding;

    /// <summary>Creates a timer.</summary>
    /// <param name="context">The run.</param>
    /// <param name="start">The command that starts it; null for a timer that never fires.</param>
    /// <param name="token">What cancels it.</param>
    public PendingTimer(WorkflowContext context, Command? start, CancellationToken? token)
    {
        Context = context;
        _start = start;
        _binding = CancellationBinding.Bind(this, token);
    }

    public WorkflowContext Context { get; }

    public string? Id => _start?.StartTimerCommandAttributes.TimerId;

    public void Fire()
    {
        _binding.Release();
        SetResult();
    }

    public void Cancel()
    {
        if (!IsCompleted)
        {
            Stop();
            SetException(new CanceledFailureException("The timer was cancelled."));
        }
    }

    /// <summary>Cancels it without resolving it: nobody waits any more.</summary>
    public void Stop()
    {
        _binding.Release();
        if (IsCompleted || Id is null)
        {
            return;
        }

        Context.EnsureNotFrozen("a timer");
        Context.Operations.RemoveTimer(Id);
        if (!Context.Commands.TryWithdraw(_start!))
        {
            Context.Commands.Add(new Command
            {
                CommandType = CommandType.CancelTimer,
                CancelTimerCommandAttributes = new CancelTimerCommandAttributes { TimerId = Id },
            });
        }
    }
}
