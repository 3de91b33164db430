namespace OrderSaga.Contracts;

[Activities]
public interface IPaymentActivities
{
    /// <summary>Charges the customer and returns the charge's id.</summary>
    [Activity(StartToCloseTimeout = "00:00:05")]
    Task<string> ChargeAsync(Order order, CancellationToken cancellationToken);

    [Activity(StartToCloseTimeout = "00:00:05")]
    Task RefundAsync(Order order, string chargeId, CancellationToken cancellationToken);
}
