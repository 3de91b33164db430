using System.Collections.Immutable;
using CodeFirst.Storage.Namespaces;

namespace CodeFirst.Storage.Conformance;

public abstract class NamespaceConformance(IStoreSource source) : StoreConformance(source)
{
    [Fact]
    public async Task Create_New_IsListedAsItWas()
    {
        var record = Record("id-1", "orders") with
        {
            Description = "Orders of the shop",
            OwnerEmail = "owner@example.com",
            Data = ImmutableSortedDictionary<string, string>.Empty.Add("team", "\"größte\"").Add("", ""),
        };

        Assert.True(await Store.CreateNamespaceAsync(record, CancellationToken.None));

        var read = Assert.Single(await Store.ListNamespacesAsync(CancellationToken.None));
        Assert.Equal(record.Data, read.Data);
        Assert.Equal(record, read with { Data = record.Data });
    }

    [Fact]
    public async Task Create_NameOrIdTaken_IsFalseAndChangesNothing()
    {
        await Store.CreateNamespaceAsync(Record("id-1", "orders"), CancellationToken.None);

        Assert.False(await Store.CreateNamespaceAsync(Record("id-2", "orders") with { Description = "another" }, CancellationToken.None));
        Assert.False(await Store.CreateNamespaceAsync(Record("id-1", "stock"), CancellationToken.None));

        Assert.Equal(Record("id-1", "orders"), Assert.Single(await Store.ListNamespacesAsync(CancellationToken.None)));
    }

    [Fact]
    public async Task Create_Concurrently_OneWins()
    {
        var created = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => Store.CreateNamespaceAsync(Record($"id-{i}", "orders"), CancellationToken.None))));

        Assert.Single(created, true);
    }

    [Fact]
    public async Task List_Many_IsOrderedByName()
    {
        foreach (var name in new[] { "b", "a", "C", "a-1" })
        {
            await Store.CreateNamespaceAsync(Record("id-" + name, name), CancellationToken.None);
        }

        Assert.Equal(["C", "a", "a-1", "b"], (await Store.ListNamespacesAsync(CancellationToken.None)).Select(record => record.Name));
    }

    private static NamespaceRecord Record(string id, string name) =>
        new() { Id = id, Name = name, Retention = TimeSpan.FromDays(3), CreatedTime = Sample.Time(0.1234567) };
}
