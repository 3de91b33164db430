namespace CodeFirst.Sdk.Runtime;

/// <summary>Waits until a predicate holds. The result is false when a timeout came first.</summary>
internal sealed class PendingCondition : Durable<bool>, ICancelable
{
    private readonly Func<bool> _predicate;
    private readonly PendingTimer? _timeout;
    private readonly CancellationBinding _binding;

    public PendingCondition(WorkflowContext context, Func<bool> predicate, PendingTimer? timeout, CancellationToken? token)
    {
        Context = context;
        _predicate = predicate;
        _timeout = timeout;
        _timeout?.AddContinuation(this);
        _binding = CancellationBinding.Bind(this, token);
        context.AddCondition(this);
    }

    public WorkflowContext Context { get; }

    public static bool Holds(WorkflowContext context, Func<bool> predicate)
    {
        using (context.Freeze("The predicate of a condition"))
        {
            return predicate();
        }
    }

    /// <summary>Resolves it if the predicate holds, or throws: then that is what the waiting code gets.</summary>
    public bool TryResolve()
    {
        try
        {
            if (!Holds(Context, _predicate))
            {
                return false;
            }
        }
        catch (Exception e)
        {
            Stop();
            SetException(e);
            return true;
        }

        Stop();
        SetResult(true);
        return true;
    }

    public void Cancel()
    {
        if (!IsCompleted)
        {
            Stop();
            SetException(new CanceledFailureException("The condition was cancelled."));
        }
    }

    /// <summary>The timeout came. What happened at the same time may still have made the predicate true.</summary>
    internal override void Resume(Durable completed)
    {
        if (!IsCompleted && !TryResolve())
        {
            Stop();
            SetResult(false);
        }
    }

    private void Stop()
    {
        _binding.Release();
        _timeout?.Stop();
        Context.RemoveCondition(this);
    }
}
