namespace OrderSaga.Contracts;

/// <summary>What a customer orders. Amounts are in cents.</summary>
public sealed record Order(string Id, string Customer, string Item, int Quantity, long Amount, string City);
