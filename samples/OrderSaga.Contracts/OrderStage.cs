namespace OrderSaga.Contracts;

/// <summary>How far an order has come; it never goes back.</summary>
public enum OrderStage
{
    Reserving = 0,
    AwaitingApproval = 1,
    Charging = 2,
    Shipping = 3,
    Shipped = 4,
    Compensating = 5,
    Compensated = 6,
}
