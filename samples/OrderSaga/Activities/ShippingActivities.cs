using Microsoft.Extensions.Logging;
using OrderSaga.Contracts;
using OrderSaga.Ledger;

namespace OrderSaga.Activities;

[Activities]
public sealed class ShippingActivities(World world, ILogger<ShippingActivities> logger) : IShippingActivities
{
    public async Task<string> ShipAsync(Order order, CancellationToken cancellationToken)
    {
        await World.WaitAsync(cancellationToken);
        if (order.City == World.UnreachableCity)
        {
            throw new ApplicationFailureException($"No carrier delivers to {order.City}.", "UnreachableCity", nonRetryable: true);
        }

        var trackingNumber = world.Apply(Effect.Ship, order, amount: 0);
        logger.LogInformation("{Order} shipped to {City} (parcel {Parcel})", order.Id, order.City, trackingNumber);
        return trackingNumber;
    }
}
