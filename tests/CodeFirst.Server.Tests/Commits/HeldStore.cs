using System.Collections.Immutable;
using System.Threading.Channels;
using CodeFirst.Storage.Runs;

namespace CodeFirst.Server.Tests.Commits;

/// <summary>A store whose commits wait until the test lets them go.</summary>
internal sealed class HeldStore : UnusedStore
{
    private readonly Channel<(IReadOnlyList<RunCommit> Batch, TaskCompletionSource<ImmutableArray<CommitResult>> Result)> _batches =
        Channel.CreateUnbounded<(IReadOnlyList<RunCommit>, TaskCompletionSource<ImmutableArray<CommitResult>>)>();

    public int HeldCount => _batches.Reader.Count;

    public override Task<ImmutableArray<CommitResult>> CommitAsync(IReadOnlyList<RunCommit> batch, CancellationToken cancellationToken)
    {
        var result = new TaskCompletionSource<ImmutableArray<CommitResult>>(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.True(_batches.Writer.TryWrite((batch, result)));
        return result.Task;
    }

    /// <summary>Lets the oldest batch go with a result for each of its commits, and answers the batch.</summary>
    public async Task<IReadOnlyList<RunCommit>> ReleaseAsync(CommitResult result = CommitResult.Committed)
    {
        var held = await _batches.Reader.ReadAsync().AsTask().WaitAsync(TestServer.Patience);
        held.Result.SetResult([.. held.Batch.Select(_ => result)]);
        return held.Batch;
    }

    public async Task FailAsync(Exception exception)
    {
        var held = await _batches.Reader.ReadAsync().AsTask().WaitAsync(TestServer.Patience);
        held.Result.SetException(exception);
    }
}
