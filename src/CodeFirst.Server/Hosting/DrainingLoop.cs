using Microsoft.Extensions.Hosting;

namespace CodeFirst.Server.Hosting;

/// <summary>A background loop that has much under way at a time, up to a bound. When it stops, it begins nothing new and waits for what it began.</summary>
internal abstract class DrainingLoop(int maxUnderWay) : BackgroundService
{
    private readonly SemaphoreSlim _free = new(maxUnderWay);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        for (var i = 0; i < maxUnderWay; i++)
        {
            await TakeSlotAsync(cancellationToken);
        }
    }

    public override void Dispose()
    {
        _free.Dispose();
        base.Dispose();
    }

    /// <summary>Waits for a slot, which has to be given back.</summary>
    protected Task TakeSlotAsync(CancellationToken cancellationToken) => _free.WaitAsync(cancellationToken);

    protected void ReleaseSlot() => _free.Release();
}
