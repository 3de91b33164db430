using Microsoft.Extensions.Logging;
using OrderSaga.Contracts;
using OrderSaga.Ledger;

namespace OrderSaga.Activities;

/// <summary>The world outside: slow, sometimes out of order, and written down in the ledger.</summary>
public sealed class World(EffectLedger ledger, ILogger<World> logger)
{
    /// <summary>No carrier delivers there.</summary>
    public const string UnreachableCity = "Atlantis";

    /// <summary>Their bank does not answer before the third attempt.</summary>
    public const string CustomerOfSlowBank = "Barbara";

    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(150);

    public static Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Latency, cancellationToken);

    /// <summary>Lets an effect happen once for each activity of a workflow, however often the activity is attempted.</summary>
    /// <returns>The reference of the effect, the same for every attempt.</returns>
    public string Apply(Effect effect, Order order, long amount)
    {
        var activity = ActivityContext.Current.Info;
        var entry = new LedgerEntry($"{activity.WorkflowId}/{activity.ActivityId}", effect, order.Id, amount, Guid.NewGuid().ToString("N")[..8]);
        var standing = ledger.Record(entry);
        if (!ReferenceEquals(standing, entry))
        {
            logger.LogWarning("{Order} {Effect} is in the ledger already (attempt {Attempt}): not done again", order.Id, effect.ToString().ToLowerInvariant(), activity.Attempt);
        }

        return standing.Reference;
    }
}
