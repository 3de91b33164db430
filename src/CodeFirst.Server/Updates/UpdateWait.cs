using CodeFirst.Engine.Updates;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Failure.V1;
using CodeFirst.Server.Runs;

namespace CodeFirst.Server.Updates;

/// <summary>Somebody who waits until an update has come to a stage.</summary>
/// <param name="updateId">Which update.</param>
/// <param name="stage">Unspecified is satisfied with any.</param>
internal abstract class UpdateWait(string updateId, UpdateWorkflowExecutionLifecycleStage stage) : HostMessage<UpdateAnswer>
{
    public string UpdateId => updateId;

    /// <summary>The run that the update belongs to, once it was found.</summary>
    public string RunId { get; protected set; } = string.Empty;

    /// <summary>How far the update was when its run changed last; null before it was admitted.</summary>
    public UpdateAnswer? Latest { get; private set; }

    /// <summary>Answers when the update has come that far. False when the run does not know it.</summary>
    public bool TryAdvance(RunView view)
    {
        if (view.State.FindUpdate(updateId) is not { } status)
        {
            return false;
        }

        Latest = new UpdateAnswer(view, updateId, status);
        if (status.Stage >= stage)
        {
            Reply(Latest);
        }

        return true;
    }

    /// <summary>Answers with the rejection, which the run may not remember.</summary>
    public void Reject(RunView view, Failure failure) =>
        Reply(new UpdateAnswer(view, updateId, new UpdateStatus(UpdateWorkflowExecutionLifecycleStage.Completed, Failure: failure)));

    /// <summary>The run does not know the update any more. Returns whether to send this once more, to where it is known or can be admitted.</summary>
    public abstract bool TryAgain(RunView view);
}
