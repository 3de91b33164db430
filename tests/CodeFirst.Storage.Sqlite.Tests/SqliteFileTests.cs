using CodeFirst.Storage.Conformance;
using CodeFirst.Storage.Runs;
using Microsoft.Data.Sqlite;

namespace CodeFirst.Storage.Sqlite.Tests;

public sealed class SqliteFileTests : IDisposable
{
    private static readonly RunKey Key = Sample.Key("run-1");

    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.GetPath("store.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_AfterDispose_FindsWhatWasCommitted()
    {
        await using (var store = await OpenAsync(FilePath))
        {
            await store.PutAsync(Sample.Write(Key, 0));
        }

        await using var reopened = await OpenAsync(FilePath);

        Assert.Equal(1, (await reopened.LoadRunAsync(Key, CancellationToken.None))?.Version);
    }

    [Fact]
    public async Task Open_WhatAKilledProcessLeft_FindsEveryAcknowledgedCommit()
    {
        await using var killed = await OpenAsync(FilePath);
        for (var version = 0; version < 20; version++)
        {
            await killed.PutAsync(Sample.Write(Key, version) with { History = [Sample.Batch(version + 1, 1)] });

            // What the disk holds at this moment, with the connections still open: the file, and the log that was not yet moved into it.
            var copy = _folder.GetPath($"copy-{version}.db");
            File.Copy(FilePath, copy);
            File.Copy(FilePath + "-wal", copy + "-wal");
            await using var reopened = await OpenAsync(copy);

            Assert.Equal(version + 1, (await reopened.LoadRunAsync(Key, CancellationToken.None))?.Version);
            Assert.Equal(version + 1, (await reopened.ReadHistoryAsync(Key, 1, 100, int.MaxValue, CancellationToken.None)).Count);
        }
    }

    [Fact]
    public async Task Open_LogCutInTheLastCommit_FindsTheCommitsBeforeIt()
    {
        var copy = _folder.GetPath("copy.db");
        await using (var store = await OpenAsync(FilePath))
        {
            await store.PutAsync(Sample.Write(Key, 0));
            var complete = new FileInfo(FilePath + "-wal").Length;
            await store.PutAsync(Sample.Write(Key, 1));
            File.Copy(FilePath, copy);
            File.Copy(FilePath + "-wal", copy + "-wal");
            await using var torn = File.OpenWrite(copy + "-wal");
            torn.SetLength(complete + 100);
        }

        await using var reopened = await OpenAsync(copy);

        Assert.Equal(1, (await reopened.LoadRunAsync(Key, CancellationToken.None))?.Version);
    }

    [Fact]
    public async Task Open_FileInUse_IsRefusedAndNamesIt()
    {
        await using (await OpenAsync(FilePath))
        {
            var refused = Assert.Throws<StoreUnavailableException>(() => SqliteStore.OpenFile(FilePath));
            Assert.Contains(FilePath, refused.Message, StringComparison.Ordinal);
            Assert.Contains("in use", refused.Message, StringComparison.Ordinal);
        }

        await using var afterwards = await OpenAsync(FilePath);
    }

    [Fact]
    public void Open_MissingFolder_SaysSo()
    {
        var refused = Assert.Throws<StoreUnavailableException>(() => SqliteStore.OpenFile(_folder.GetPath("missing/store.db")));

        Assert.Contains("folder does not exist", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AFolder_IsRefusedAndNamesIt()
    {
        Directory.CreateDirectory(FilePath);

        var refused = Assert.Throws<StoreUnavailableException>(() => SqliteStore.OpenFile(FilePath));

        Assert.Contains(FilePath, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OtherKindOfFile_IsRefusedAndReleasesTheLock()
    {
        File.WriteAllText(FilePath, new string('x', 10_000));

        Assert.Contains("not a database", Assert.Throws<StoreUnavailableException>(() => SqliteStore.OpenFile(FilePath)).Message, StringComparison.Ordinal);
        Assert.Contains("not a database", Assert.Throws<StoreUnavailableException>(() => SqliteStore.OpenFile(FilePath)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_NewerSchema_IsRefusedWithBothVersions()
    {
        await (await OpenAsync(FilePath)).DisposeAsync();
        Change("INSERT INTO schema_migrations VALUES (9999, 'future', '')");

        await using var store = SqliteStore.OpenFile(FilePath);
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.MigrateAsync(CancellationToken.None));

        Assert.Contains("version 9999", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_ChangedScript_IsRefused()
    {
        await (await OpenAsync(FilePath)).DisposeAsync();
        Change("UPDATE schema_migrations SET checksum = 'other' WHERE version = 1");

        await using var store = SqliteStore.OpenFile(FilePath);
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.MigrateAsync(CancellationToken.None));

        Assert.Contains("'initial'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Use_BeforeMigrate_Fails()
    {
        await using var store = SqliteStore.OpenFile(FilePath);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.LoadRunAsync(Key, CancellationToken.None));
    }

    [Fact]
    public async Task Use_AfterDispose_Throws()
    {
        var store = await OpenAsync(FilePath);
        await store.DisposeAsync();
        await store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.LoadRunAsync(Key, CancellationToken.None));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.CommitOneAsync(Sample.Commit(Sample.Write(Key, 0))));
    }

    [Fact]
    public async Task Settings_OfTheWriter_MakeACommitSurviveAPowerCut()
    {
        await (await OpenAsync(FilePath)).DisposeAsync();
        using var database = new Sqlite.Connections.FileDatabase(FilePath);

        database.Write(0, static (session, _) =>
        {
            using var mode = session.Prepare("PRAGMA journal_mode").Query();
            mode.Read();
            Assert.Equal("wal", mode.GetText(0));
            using var synchronous = session.Prepare("PRAGMA synchronous").Query();
            synchronous.Read();
            Assert.Equal(2, synchronous.GetInt32(0));
        });
    }

    private static async Task<SqliteStore> OpenAsync(string path)
    {
        var store = SqliteStore.OpenFile(path);
        await store.MigrateAsync(CancellationToken.None);
        return store;
    }

    private void Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={FilePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
