namespace CodeFirst.Server.Runs;

/// <summary>Something sent to the host of a workflow id.</summary>
internal abstract class HostMessage
{
    /// <summary>Whether it has been answered or given up.</summary>
    public abstract bool IsDone { get; }

    /// <summary>Why it could not be decided, thrown by <see cref="DecideAsync"/>; answered once it is certain.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Whether its answer is a refusal, which must not be given on the strength of what another process may have changed.</summary>
    public virtual bool IsRefused => Failure is not null;

    /// <summary>Adds its decision to the draft; false when it does not fit and must wait for the next commit. May run again after a conflict.</summary>
    public abstract ValueTask<bool> DecideAsync(WorkflowDraft draft);

    /// <summary>What was decided is true now: answers.</summary>
    public abstract void Complete(WorkflowHost host);

    /// <summary>Answers with an error.</summary>
    public abstract void Fail(Exception exception);
}
