using System.Collections.Immutable;
using CodeFirst.Protocol.Enums.V1;
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
            State = NamespaceState.Deprecated,
            SearchAttributes = ImmutableSortedDictionary<string, IndexedValueType>.Empty.Add("Kunde", IndexedValueType.Keyword).Add("Preis", IndexedValueType.Double),
        };

        Assert.True(await Store.CreateNamespaceAsync(record, CancellationToken.None));

        var read = Assert.Single(await Store.ListNamespacesAsync(CancellationToken.None));
        AssertSame(record, read);
    }

    [Fact]
    public async Task Update_ExpectedVersion_ReplacesEverythingButIdAndTime()
    {
        await Store.CreateNamespaceAsync(Record("id-1", "orders"), CancellationToken.None);
        var changed = Record("id-1", "orders-old") with
        {
            Description = "Orders of the past",
            OwnerEmail = "archive@example.com",
            Data = ImmutableSortedDictionary<string, string>.Empty.Add("team", "none"),
            Retention = TimeSpan.FromDays(90),
            State = NamespaceState.Deleted,
            SearchAttributes = ImmutableSortedDictionary<string, IndexedValueType>.Empty.Add("Since", IndexedValueType.Datetime),
        };

        Assert.True(await Store.UpdateNamespaceAsync(changed with { CreatedTime = Sample.Time(9) }, 1, CancellationToken.None));

        AssertSame(changed with { Version = 2 }, Assert.Single(await Store.ListNamespacesAsync(CancellationToken.None)));
    }

    [Fact]
    public async Task Update_OtherVersionNameTakenOrUnknown_IsFalseAndChangesNothing()
    {
        await Store.CreateNamespaceAsync(Record("id-1", "orders"), CancellationToken.None);
        await Store.CreateNamespaceAsync(Record("id-2", "stock"), CancellationToken.None);

        Assert.False(await Store.UpdateNamespaceAsync(Record("id-1", "new"), 0, CancellationToken.None));
        Assert.False(await Store.UpdateNamespaceAsync(Record("id-1", "new"), 2, CancellationToken.None));
        Assert.False(await Store.UpdateNamespaceAsync(Record("id-1", "stock"), 1, CancellationToken.None));
        Assert.False(await Store.UpdateNamespaceAsync(Record("id-3", "new"), 1, CancellationToken.None));
        Assert.False(await Store.UpdateNamespaceAsync(Record("id-1", "new") with { Id = "no-uuid" }, 1, CancellationToken.None));

        Assert.Equal([Record("id-1", "orders"), Record("id-2", "stock")], await Store.ListNamespacesAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Update_Concurrently_OneWins()
    {
        await Store.CreateNamespaceAsync(Record("id-1", "orders"), CancellationToken.None);

        var updated = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Store.UpdateNamespaceAsync(Record("id-1", "orders"), 1, CancellationToken.None))));

        Assert.Single(updated, true);
    }

    [Fact]
    public async Task Delete_WithoutRuns_FreesTheName()
    {
        await Store.CreateNamespaceAsync(Record("id-1", "orders"), CancellationToken.None);

        Assert.True(await Store.DeleteNamespaceAsync(Sample.Id("id-1"), CancellationToken.None));

        Assert.False(await Store.DeleteNamespaceAsync(Sample.Id("id-1"), CancellationToken.None));
        Assert.True(await Store.CreateNamespaceAsync(Record("id-2", "orders"), CancellationToken.None));
    }

    [Fact]
    public async Task Delete_WithARun_IsFalseUntilTheRunIsDeleted()
    {
        await Store.CreateNamespaceAsync(Record("id-1", "orders"), CancellationToken.None);
        var key = Sample.Key("run-1", @namespace: "id-1");
        await Store.PutAsync(Sample.Write(key, 0) with { Visibility = Sample.Record(key, close: 1) });

        Assert.False(await Store.DeleteNamespaceAsync(Sample.Id("id-1"), CancellationToken.None));
        await Store.DeleteRunAsync(key, CancellationToken.None);
        Assert.True(await Store.DeleteNamespaceAsync(Sample.Id("id-1"), CancellationToken.None));
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

    // The dictionaries compare by reference.
    private static void AssertSame(NamespaceRecord expected, NamespaceRecord actual)
    {
        Assert.Equal(expected.Data, actual.Data);
        Assert.Equal(expected.SearchAttributes, actual.SearchAttributes);
        Assert.Equal(expected, actual with { Data = expected.Data, SearchAttributes = expected.SearchAttributes });
    }

    private static NamespaceRecord Record(string id, string name) =>
        new() { Id = Sample.Id(id), Name = name, Retention = TimeSpan.FromDays(3), CreatedTime = Sample.Time(0.1234567) };
}
