using CodeFirst.Engine;
using CodeFirst.Server.Errors;

namespace CodeFirst.Server.Runs;

/// <summary>A command on an existing run. Throws the engine's refusal; what it answers otherwise is the heirs' business.</summary>
internal abstract class RunMessage<TAnswer>(RunTarget target, RunCommand command) : HostMessage<TAnswer>
{
    private Transition? _transition;

    public override bool IsRefused => base.IsRefused || _transition is { Refusal: not null };

    protected string RunId { get; private set; } = target.RunId;

    protected CommandReply? CommandReply => _transition?.Reply;

    protected bool IsAccepted => _transition is { Refusal: null };

    public override async ValueTask<bool> DecideAsync(WorkflowDraft draft)
    {
        var run = await draft.FindAsync(target.RunId);
        if (run is null || (target.FirstRunId.Length > 0 && run.State.FirstRunId != target.FirstRunId))
        {
            throw Refusals.WorkflowNotFound(draft.Key.WorkflowId, target.RunId).ToException();
        }

        RunId = run.Key.RunId;
        _transition = RunEngine.Decide(run.State, command, draft.Now);
        return draft.TryApply(run, _transition);
    }

    public override void Complete(WorkflowHost host)
    {
        if (_transition!.Refusal is { } refusal)
        {
            Fail(refusal.ToException());
        }
        else
        {
            Reply(GetAnswer(host));
        }
    }

    /// <summary>The answer to an accepted command, once it is true.</summary>
    protected abstract TAnswer GetAnswer(WorkflowHost host);
}
