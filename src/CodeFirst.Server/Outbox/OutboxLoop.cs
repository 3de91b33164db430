using CodeFirst.Server.Hosting;
using CodeFirst.Storage;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Server.Outbox;

/// <summary>
/// Delivers messages of runs to other runs, many at a time. Messages for the same workflow are posted in the order they were committed. What fails for a
/// moment is tried again a few times here; after that, and when this process ends, the deadline of the source run brings it up again.
/// </summary>
internal sealed partial class OutboxLoop(OutboxQueue queue, MessageDelivery delivery, TimeProvider time, ILogger<OutboxLoop> logger) : DrainingLoop(MaxConcurrentDeliveries)
{
    private const int MaxConcurrentDeliveries = 256;
    private static readonly TimeSpan[] RetryDelays = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var item in queue.Items.ReadAllAsync(stoppingToken))
        {
            await TakeSlotAsync(stoppingToken);
            _ = DeliverAsync(item, stoppingToken);
        }
    }

    private async Task DeliverAsync(OutboxItem item, CancellationToken stoppingToken)
    {
        try
        {
            for (var attempt = 0; !await TryDeliverAsync(item) && attempt < RetryDelays.Length; attempt++)
            {
                await Task.Delay(RetryDelays[attempt], time, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
        }
        finally
        {
            ReleaseSlot();
        }
    }

    private async Task<bool> TryDeliverAsync(OutboxItem item)
    {
        try
        {
            await delivery.DeliverAsync(item);
            return true;
        }
        catch (Exception exception) when (exception is RpcException or StoreUnavailableException or ObjectDisposedException)
        {
            LogNotDelivered(item.Source.WorkflowId, item.Source.RunId, item.MessageId, item.Message.ContentCase, exception.Message);
            return false;
        }
        catch (Exception exception)
        {
            LogFailed(item.Source.WorkflowId, item.Source.RunId, item.MessageId, exception);
            return true;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{WorkflowId} {RunId}: message {MessageId} ({Kind}) is not delivered yet: {Reason}")]
    private partial void LogNotDelivered(string workflowId, string runId, long messageId, Engine.OutboxMessage.ContentOneofCase kind, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{WorkflowId} {RunId}: message {MessageId} cannot be delivered; it is tried again when it is due")]
    private partial void LogFailed(string workflowId, string runId, long messageId, Exception exception);
}
