namespace OrderSaga.Contracts;

[Activities]
public interface IInventoryActivities
{
    [Activity(StartToCloseTimeout = "00:00:05")]
    Task ReserveAsync(Order order, CancellationToken cancellationToken);

    [Activity(StartToCloseTimeout = "00:00:05")]
    Task ReleaseAsync(Order order, CancellationToken cancellationToken);
}
