namespace OrderSaga.Ledger;

/// <summary>What an activity does to the world outside.</summary>
public enum Effect
{
    Reserve = 0,
    Charge = 1,
    Ship = 2,
    Refund = 3,
    Release = 4,
}
