namespace OrderSaga.Contracts;

[Activities]
public interface IShippingActivities
{
    /// <summary>Hands the parcel to the carrier and returns its tracking number.</summary>
    [Activity(StartToCloseTimeout = "00:00:05")]
    Task<string> ShipAsync(Order order, CancellationToken cancellationToken);
}
