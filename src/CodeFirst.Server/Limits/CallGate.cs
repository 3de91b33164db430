using CodeFirst.Server.Errors;

namespace CodeFirst.Server.Limits;

/// <summary>
/// Bounds how many calls of a kind are under way, and how many wait for their turn: what is beyond is refused, so that neither memory nor the connections
/// to the store run out. Clients try again by themselves.
/// </summary>
/// <param name="kind">What the calls are, for messages and metrics.</param>
/// <param name="maxUnderWay">How many are under way at a time.</param>
/// <param name="maxWaiting">How many may wait for their turn.</param>
internal sealed class CallGate(string kind, int maxUnderWay, int maxWaiting) : IDisposable
{
    private readonly SemaphoreSlim _free = new(maxUnderWay);
    private int _waiting;

    public string Kind => kind;

    /// <summary>How many are under way or wait for their turn.</summary>
    public int Count => maxUnderWay - _free.CurrentCount + Volatile.Read(ref _waiting);

    /// <summary>Takes a place until it is disposed, when there is one.</summary>
    public async ValueTask<Place> EnterAsync(CancellationToken cancellationToken)
    {
        if (!_free.Wait(TimeSpan.Zero, CancellationToken.None))
        {
            await WaitAsync(cancellationToken);
        }

        return new Place(_free);
    }

    public void Dispose() => _free.Dispose();

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > maxWaiting)
            {
                throw Refusals.TooMany($"the server has too many {kind} under way; try again later").ToException();
            }

            await _free.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>The place of a call that is under way. Dispose it once.</summary>
    public readonly struct Place(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
