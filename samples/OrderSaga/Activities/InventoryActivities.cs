using Microsoft.Extensions.Logging;
using OrderSaga.Contracts;
using OrderSaga.Ledger;

namespace OrderSaga.Activities;

[Activities]
public sealed class InventoryActivities(World world, ILogger<InventoryActivities> logger) : IInventoryActivities
{
    public async Task ReserveAsync(Order order, CancellationToken cancellationToken)
    {
        await World.WaitAsync(cancellationToken);
        world.Apply(Effect.Reserve, order, amount: 0);
        logger.LogInformation("{Order} reserved {Quantity} × {Item} for {Customer}", order.Id, order.Quantity, order.Item, order.Customer);
    }

    public async Task ReleaseAsync(Order order, CancellationToken cancellationToken)
    {
        await World.WaitAsync(cancellationToken);
        world.Apply(Effect.Release, order, amount: 0);
        logger.LogInformation("{Order} released {Quantity} × {Item}", order.Id, order.Quantity, order.Item);
    }
}
