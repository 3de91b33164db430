using System.Diagnostics.CodeAnalysis;

namespace CodeFirst.Sdk.Worker;

/// <summary>Bounds how many tasks are worked on at a time, and knows when none is.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle is never asked for owns nothing, and tasks that are left behind may still release it.")]
internal sealed class Slots(int count)
{
    private readonly SemaphoreSlim _free = new(count, count);
    private int _drained;

    public int InUse => count - _drained - _free.CurrentCount;

    public Task AcquireAsync(CancellationToken cancellationToken) => _free.WaitAsync(cancellationToken);

    /// <summary>Takes a slot if one is free.</summary>
    public bool TryAcquire() => _free.Wait(0, CancellationToken.None);

    public void Release() => _free.Release();

    /// <summary>Takes all slots for good, as they become free.</summary>
    public async Task DrainAsync()
    {
        for (; _drained < count; _drained++)
        {
            await _free.WaitAsync().ConfigureAwait(false);
        }
    }
}
