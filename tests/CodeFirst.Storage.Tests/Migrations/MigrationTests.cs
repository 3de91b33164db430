using CodeFirst.Storage.Migrations;

namespace CodeFirst.Storage.Tests.Migrations;

public sealed class MigrationTests
{
    private static readonly Migration First = new() { Version = 1, Name = "initial", Sql = "CREATE TABLE a (b)" };
    private static readonly Migration Second = new() { Version = 2, Name = "more", Sql = "CREATE TABLE c (d)" };

    [Fact]
    public void GetPending_EmptyDatabase_IsEveryMigration() => Assert.Equal([First, Second], Migration.GetPending([First, Second], [], "db"));

    [Fact]
    public void GetPending_OlderDatabase_IsTheRest() => Assert.Equal([Second], Migration.GetPending([First, Second], [(1, First.Checksum)], "db"));

    [Fact]
    public void GetPending_SameDatabase_IsNone() => Assert.Empty(Migration.GetPending([First], [(1, First.Checksum)], "db"));

    [Fact]
    public void GetPending_NewerDatabase_IsRefusedWithBothVersions()
    {
        var refused = Assert.Throws<StoreUnavailableException>(() => Migration.GetPending([First], [(1, First.Checksum), (2, Second.Checksum)], "orders.db"));

        Assert.Contains("'orders.db' has schema version 2, but this program knows versions up to 1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GetPending_OtherScript_IsRefused()
    {
        var refused = Assert.Throws<StoreUnavailableException>(() => Migration.GetPending([First, Second], [(1, Second.Checksum)], "orders.db"));

        Assert.Contains("migration 'initial'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadFrom_AssemblyWithoutMigrations_IsEmpty() => Assert.Empty(Migration.LoadFrom(typeof(MigrationTests).Assembly));
}
