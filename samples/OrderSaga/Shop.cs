using CodeFirst.Protocol.Enums.V1;
using Microsoft.Extensions.Logging;
using OrderSaga.Activities;
using OrderSaga.Contracts;

namespace OrderSaga;

/// <summary>
/// The client: places the orders and does what customers and staff do. It can be run again over the same orders, since starting, approving and cancelling
/// twice is the same as once.
/// </summary>
public sealed class Shop(OrderWorkflowClient orders, ILogger<Shop> logger)
{
    private const string CustomerWhoCancels = "Katherine";

    private static readonly TimeSpan StageInterval = TimeSpan.FromMilliseconds(100);

    private static readonly Order[] Book =
    [
        new("order-1001", "Ada", "Telescope", 1, 129_900, "London"),
        new("order-1002", "Grace", "Compass", 2, 9_800, World.UnreachableCity),
        new("order-1003", World.CustomerOfSlowBank, "Sextant", 1, 45_000, "Lisbon"),
        new("order-1004", CustomerWhoCancels, "Star map", 3, 7_500, "Oslo"),
    ];

    /// <summary>Places all orders at once and waits until each has ended, one way or another.</summary>
    public Task<OrderOutcome[]> RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Book.Select(order => RunAsync(order, cancellationToken)));

    private async Task<OrderOutcome> RunAsync(Order order, CancellationToken cancellationToken)
    {
        var handle = await PlaceAsync(order, cancellationToken);
        if (await WaitForApprovalStageAsync(handle, cancellationToken))
        {
            await DecideAsync(order, handle, cancellationToken);
        }

        var result = await DescribeResultAsync(handle, cancellationToken);
        var run = await handle.DescribeAsync(cancellationToken);
        return new OrderOutcome(order, run.Status, run.HistoryLength, result);
    }

    private async Task<OrderWorkflowHandle> PlaceAsync(Order order, CancellationToken cancellationToken)
    {
        try
        {
            var options = new WorkflowOptions
            {
                Id = order.Id,
                IdConflictPolicy = WorkflowIdConflictPolicy.UseExisting,
                IdReusePolicy = WorkflowIdReusePolicy.RejectDuplicate,
            };
            return await orders.StartAsync(order, options, cancellationToken);
        }
        catch (WorkflowAlreadyStartedException)
        {
            logger.LogInformation("{Order} had ended before", order.Id);
            return orders.GetHandle(order.Id);
        }
    }

    private static async Task<bool> WaitForApprovalStageAsync(OrderWorkflowHandle handle, CancellationToken cancellationToken)
    {
        while (true)
        {
            var stage = await handle.GetStageAsync(cancellationToken);
            if (stage != OrderStage.Reserving)
            {
                return stage == OrderStage.AwaitingApproval;
            }

            await Task.Delay(StageInterval, cancellationToken);
        }
    }

    private async Task DecideAsync(Order order, OrderWorkflowHandle handle, CancellationToken cancellationToken)
    {
        if (order.Customer == CustomerWhoCancels)
        {
            logger.LogWarning("{Order} is cancelled by {Customer}", order.Id, order.Customer);
            await handle.CancelAsync(cancellationToken);
        }
        else
        {
            await handle.ApproveAsync("Margaret", cancellationToken);
        }
    }

    private static async Task<string> DescribeResultAsync(OrderWorkflowHandle handle, CancellationToken cancellationToken)
    {
        try
        {
            var receipt = await handle.GetResultAsync(cancellationToken);
            return $"charge {receipt.ChargeId}, parcel {receipt.TrackingNumber}, approved by {receipt.ApprovedBy}";
        }
        catch (WorkflowFailedException failure)
        {
            return failure.GetBaseException().Message;
        }
    }
}
