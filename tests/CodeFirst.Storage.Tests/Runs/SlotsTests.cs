using CodeFirst.Storage.Runs;
using CsCheck;

namespace CodeFirst.Storage.Tests.Runs;

public sealed class SlotsTests
{
    // Stored rows depend on these values: a change here loses data.
    [Theory]
    [InlineData("", "", 590)]
    [InlineData("default", "order-42", 626)]
    [InlineData("8f14e45f-ceea-467f-9575-1f3a5e7e9d3c", "注文-🛒", 619)]
    public void Of_KnownIds_NeverChanges(string namespaceId, string workflowId, int slot) => Assert.Equal(slot, Slots.Of(namespaceId, workflowId));

    [Fact]
    public void Of_AnyIds_IsInRange() =>
        Gen.Select(Gen.String, Gen.String).Sample((namespaceId, workflowId) => Slots.Of(namespaceId, workflowId) is >= 0 and < Slots.Count);

    [Fact]
    public void Of_CountedIds_SpreadsEvenly()
    {
        const int perSlot = 100;

        var sizes = Enumerable.Range(0, Slots.Count * perSlot).CountBy(i => Slots.Of("default", $"order-{i}")).Select(count => count.Value).ToArray();

        Assert.Equal(Slots.Count, sizes.Length);
        Assert.InRange(sizes.Max(), perSlot, perSlot * 2);
    }
}
