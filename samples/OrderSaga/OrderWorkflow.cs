using Microsoft.Extensions.Logging;
using OrderSaga.Contracts;

namespace OrderSaga;

/// <summary>
/// Reserves stock, waits for an approval, charges and ships. When it cannot go on, it undoes what it did, the last thing first.
/// Every line of it survives a crash: the process can be killed anywhere and the next one goes on from there.
/// </summary>
[Workflow]
public sealed partial class OrderWorkflow : IOrderWorkflow
{
    private static readonly TimeSpan ApprovalTimeout = TimeSpan.FromDays(7);

    private readonly InventoryActivitiesStub _inventory = new();
    private readonly PaymentActivitiesStub _payments = new(new ActivityOptions { RetryPolicy = new RetryPolicy { InitialInterval = TimeSpan.FromMilliseconds(250) } });
    private readonly ShippingActivitiesStub _shipping = new();
    private readonly Stack<Func<Durable>> _compensations = new();
    private string? _approvedBy;

    public OrderStage Stage { get; private set; }

    public async Durable<Receipt> RunAsync(Order order)
    {
        try
        {
            return await PlaceAsync(order);
        }
        catch (FailureException failure)
        {
            Stage = OrderStage.Compensating;
            Workflow.Logger.LogWarning("{Order} is undone: {Reason}", order.Id, failure.GetBaseException().Message);
            while (_compensations.TryPop(out var compensateAsync))
            {
                await compensateAsync();
            }

            Stage = OrderStage.Compensated;
            throw;
        }
    }

    public void Approve(string by) => _approvedBy = by;

    private async Durable<Receipt> PlaceAsync(Order order)
    {
        // What has an effect is not given up half-way: a cancellation takes effect at the next step. What undoes is never cancelled.
        await _inventory.ReserveAsync(order, cancellationToken: CancellationToken.None);
        _compensations.Push(() => _inventory.ReleaseAsync(order, cancellationToken: CancellationToken.None));

        Stage = OrderStage.AwaitingApproval;
        Workflow.Logger.LogInformation("{Order} waits for approval", order.Id);
        if (!await Workflow.WaitConditionAsync(() => _approvedBy is not null, ApprovalTimeout))
        {
            throw new ApplicationFailureException($"Nobody approved the order within {ApprovalTimeout.TotalDays:0} days.", "NotApproved");
        }

        Stage = OrderStage.Charging;
        Workflow.Logger.LogInformation("{Order} was approved by {Person}", order.Id, _approvedBy);
        var chargeId = await _payments.ChargeAsync(order, cancellationToken: CancellationToken.None);
        _compensations.Push(() => _payments.RefundAsync(order, chargeId, cancellationToken: CancellationToken.None));

        Stage = OrderStage.Shipping;
        var trackingNumber = await _shipping.ShipAsync(order);

        Stage = OrderStage.Shipped;
        return new Receipt(order.Id, chargeId, trackingNumber, _approvedBy!);
    }
}
