using CodeFirst.Storage.Conformance;
using CodeFirst.TestDatabase;

namespace CodeFirst.Storage.Postgres.Tests;

public sealed class PostgresStores : IStoreSource
{
    private TestSchema? _schema;

    public async Task<IStore> OpenAsync()
    {
        _schema = await TestSchema.CreateAsync();
        return PostgresStore.Open(_schema.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        if (_schema is not null)
        {
            await _schema.DisposeAsync();
        }
    }
}
