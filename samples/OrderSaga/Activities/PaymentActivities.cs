using Microsoft.Extensions.Logging;
using OrderSaga.Contracts;
using OrderSaga.Ledger;

namespace OrderSaga.Activities;

[Activities]
public sealed class PaymentActivities(World world, CrashPlan crash, ILogger<PaymentActivities> logger) : IPaymentActivities
{
    private const int AttemptsOfSlowBank = 3;

    public async Task<string> ChargeAsync(Order order, CancellationToken cancellationToken)
    {
        await World.WaitAsync(cancellationToken);
        var attempt = ActivityContext.Current.Info.Attempt;
        if (order.Customer == World.CustomerOfSlowBank && attempt < AttemptsOfSlowBank)
        {
            logger.LogWarning("{Order} could not be charged: the bank does not answer (attempt {Attempt})", order.Id, attempt);
            throw new TimeoutException("The bank does not answer.");
        }

        var chargeId = world.Apply(Effect.Charge, order, order.Amount);
        crash.AfterCharge(order);
        logger.LogInformation("{Order} charged {Customer} {Amount:0.00} (charge {Charge})", order.Id, order.Customer, order.Amount / 100m, chargeId);
        return chargeId;
    }

    public async Task RefundAsync(Order order, string chargeId, CancellationToken cancellationToken)
    {
        await World.WaitAsync(cancellationToken);
        world.Apply(Effect.Refund, order, order.Amount);
        logger.LogInformation("{Order} refunded {Customer} {Amount:0.00} (charge {Charge})", order.Id, order.Customer, order.Amount / 100m, chargeId);
    }
}
