using System.Globalization;

namespace OrderSaga.Ledger;

/// <summary>One line of the ledger: an effect that happened, under the key by which it happens once.</summary>
public sealed record LedgerEntry(string Key, Effect Effect, string OrderId, long Amount, string Reference)
{
    public static LedgerEntry Parse(string line) =>
        line.Split('\t') is [var key, var effect, var orderId, var amount, var reference]
            ? new LedgerEntry(key, Enum.Parse<Effect>(effect), orderId, long.Parse(amount, CultureInfo.InvariantCulture), reference)
            : throw new FormatException($"This is no line of a ledger: '{line}'.");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Key}\t{Effect}\t{OrderId}\t{Amount}\t{Reference}");
}
