using CodeFirst.Protocol.Enums.V1;
using OrderSaga.Contracts;

namespace OrderSaga;

/// <summary>How an order's run ended.</summary>
public sealed record OrderOutcome(Order Order, WorkflowExecutionStatus Status, long HistoryLength, string Result);
