namespace CodeFirst.Server.Runs;

/// <summary>A message with an answer.</summary>
internal abstract class HostMessage<TAnswer> : HostMessage
{
    private readonly TaskCompletionSource<TAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TAnswer> Answer => _answer.Task;

    public override bool IsDone => _answer.Task.IsCompleted;

    public override void Fail(Exception exception) => _answer.TrySetException(exception);

    /// <summary>Nobody waits for the answer any more.</summary>
    public void Abandon() => _answer.TrySetCanceled();

    protected void Reply(TAnswer answer) => _answer.TrySetResult(answer);
}
