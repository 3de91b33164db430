namespace OrderSaga.Contracts;

/// <summary>The result of an order that was shipped.</summary>
public sealed record Receipt(string OrderId, string ChargeId, string TrackingNumber, string ApprovedBy);
