using System.Collections.Concurrent;
using CodeFirst.Storage;
using CodeFirst.Storage.Cluster;

namespace CodeFirst.Server.Cluster;

/// <summary>Answers that processes leave in the store for each other. Whoever waits for one is told of it by a loop that looks there.</summary>
internal sealed class StoredAnswers(IStore store, ClusterMembership cluster)
{
    private readonly ConcurrentDictionary<string, Action<ReadOnlyMemory<byte>>> _waiting = new(StringComparer.Ordinal);
    private volatile TaskCompletionSource _hinted = NewSignal();

    /// <summary>Whether somebody here waits for an answer.</summary>
    public bool IsWaiting => !_waiting.IsEmpty;

    /// <summary>Completes when there may be something in the store.</summary>
    public Task Hinted => _hinted.Task;

    /// <summary>Says that there may be something in the store.</summary>
    public void Wake() => _hinted.TrySetResult();

    /// <summary>Begins to wait for the next <see cref="Wake"/>.</summary>
    public void Reset() => _hinted = NewSignal();

    /// <summary>Has an answer handed over when it comes, to the last one who asked for it.</summary>
    public void Expect(string id, Action<ReadOnlyMemory<byte>> take) => _waiting[id] = take;

    /// <summary>The same, unless somebody waits for it already.</summary>
    public bool TryExpect(string id, Action<ReadOnlyMemory<byte>> take) => _waiting.TryAdd(id, take);

    /// <summary>Nobody waits for an answer any more.</summary>
    public void Forget(string id) => _waiting.TryRemove(id, out _);

    /// <summary>Leaves an answer for the process that waits for it.</summary>
    public async Task GiveAsync(string id, ReadOnlyMemory<byte> answer)
    {
        await store.AnswerQueryAsync(id, answer, CancellationToken.None);
        cluster.Tell(new StoreHint.QueryAnswered(id));
        if (_waiting.ContainsKey(id))
        {
            // A process does not hear its own hints.
            Wake();
        }
    }

    /// <summary>Fetches the answers that are there.</summary>
    public async Task FetchAsync(CancellationToken cancellationToken)
    {
        if (!IsWaiting)
        {
            return;
        }

        foreach (var (id, answer) in await store.TakeAnswersAsync([.. _waiting.Keys], cancellationToken))
        {
            if (_waiting.TryRemove(id, out var take))
            {
                take(answer);
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
