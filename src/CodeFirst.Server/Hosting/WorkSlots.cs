namespace CodeFirst.Server.Hosting;

/// <summary>Bounds what a background loop has under way at a time, and waits at its end for what still is.</summary>
internal sealed class WorkSlots(int count) : IDisposable
{
    private readonly SemaphoreSlim _free = new(count);

    public Task TakeAsync(CancellationToken cancellationToken) => _free.WaitAsync(cancellationToken);

    public void Release() => _free.Release();

    /// <summary>Takes all slots for good, as they become free.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            await _free.WaitAsync(cancellationToken);
        }
    }

    public void Dispose() => _free.Dispose();
}
