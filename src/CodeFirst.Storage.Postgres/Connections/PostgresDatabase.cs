using Npgsql;

namespace CodeFirst.Storage.Postgres.Connections;

/// <summary>
/// Runs statements on pooled connections, each statement a transaction and a round trip of its own, and decides what a failure means: what was rolled back
/// because of rivals is tried again, a read on a lost connection is tried on a new one, and a write whose answer was lost has an unknown outcome.
/// </summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private const int MaxAttempts = 5;

    private readonly NpgsqlDataSource _source;
    private long _commits;
    private long _rowsWritten;
    private long _roundTrips;

    public PostgresDatabase(NpgsqlConnectionStringBuilder settings)
    {
        Settings = settings;
        Name = PostgresAddress.Describe(settings);
        _source = NpgsqlDataSource.Create(settings);
    }

    /// <summary>For messages: no user, no password.</summary>
    public string Name { get; }

    public NpgsqlConnectionStringBuilder Settings { get; }

    public StoreCounters Counters => new(Interlocked.Read(ref _commits), Interlocked.Read(ref _rowsWritten), Interlocked.Read(ref _roundTrips));

    /// <summary>Runs a statement that reads, again where the connection was lost.</summary>
    public Task<List<T>> ReadAsync<T>(Statement statement, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken) =>
        RunAsync(statement, map, isRepeatable: true, cancellationToken, cancellationToken);

    /// <summary>Runs a statement that writes. It is not cancelled once it began: its outcome would be unknown.</summary>
    public Task<List<T>> WriteAsync<T>(Statement statement, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken) =>
        RunAsync(statement, map, isRepeatable: false, cancellationToken, CancellationToken.None);

    /// <summary>Runs a statement that writes and whose repetition does no harm.</summary>
    public Task<List<T>> WriteRepeatablyAsync<T>(Statement statement, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken) =>
        RunAsync(statement, map, isRepeatable: true, cancellationToken, CancellationToken.None);

    /// <summary>A pooled connection for several statements.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _source.OpenConnectionAsync(cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            throw Unavailable(exception);
        }
    }

    public void CountWrite(long rows)
    {
        if (rows > 0)
        {
            Interlocked.Increment(ref _commits);
            Interlocked.Add(ref _rowsWritten, rows);
        }
    }

    public StoreUnavailableException Unavailable(NpgsqlException exception) => PostgresErrors.Unavailable(exception, Name);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<List<T>> RunAsync<T>(
        Statement statement, Func<NpgsqlDataReader, T> map, bool isRepeatable, CancellationToken openToken, CancellationToken runToken)
    {
        openToken.ThrowIfCancellationRequested();
        await using var command = statement.ToCommand();
        for (var attempt = 1; ; attempt++)
        {
            var isSent = false;
            try
            {
                await using var connection = await _source.OpenConnectionAsync(openToken);
                isSent = true;
                command.Connection = connection;
                return await ExecuteAsync(command, map, runToken);
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrors.LostInPart)
            {
                throw;
            }
            catch (NpgsqlException exception)
            {
                var isLost = PostgresErrors.IsConnectionLost(exception);
                if (isLost)
                {
                    // The others of the pool are as old as this one.
                    _source.Clear();
                }

                if (attempt < MaxAttempts && (PostgresErrors.IsRolledBackByRivals(exception) || (isLost && isSent && isRepeatable)))
                {
                    continue;
                }

                throw Unavailable(exception);
            }
        }
    }

    private async Task<List<T>> ExecuteAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _roundTrips);
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(map(reader));
        }

        return rows;
    }
}
