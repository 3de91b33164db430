using CodeFirst.Protocol.Enums.V1;

namespace OrderSaga.Ledger;

/// <summary>Compares what happened to an order with what should have happened, given how its run ended.</summary>
public sealed record LedgerAudit(string OrderId, IReadOnlyDictionary<Effect, int> Counts, bool IsRight)
{
    public static LedgerAudit Of(string orderId, WorkflowExecutionStatus status, IReadOnlyList<LedgerEntry> ledger)
    {
        var expected = ExpectedEffects(status);
        var counts = Enum.GetValues<Effect>().ToDictionary(effect => effect, effect => ledger.Count(entry => entry.OrderId == orderId && entry.Effect == effect));
        return new LedgerAudit(orderId, counts, counts.All(count => count.Value == (expected.Contains(count.Key) ? 1 : 0)));
    }

    private static Effect[] ExpectedEffects(WorkflowExecutionStatus status) => status switch
    {
        WorkflowExecutionStatus.Completed => [Effect.Reserve, Effect.Charge, Effect.Ship],
        WorkflowExecutionStatus.Failed => [Effect.Reserve, Effect.Charge, Effect.Refund, Effect.Release],
        WorkflowExecutionStatus.Canceled => [Effect.Reserve, Effect.Release],
        _ => [],
    };
}
