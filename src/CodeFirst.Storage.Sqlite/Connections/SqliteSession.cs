using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CodeFirst.Storage.Sqlite.Connections;

/// <summary>One connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    public SqliteSession(string connectionString, string pragmas)
    {
        _connection = new SqliteConnection(connectionString);
        try
        {
            _connection.Open();
            ExecuteScript(pragmas);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>Rows inserted, updated and deleted since the connection was opened. It wraps around; differences are right.</summary>
    public int TotalChanges => raw.sqlite3_total_changes(Handle);

    /// <summary>Whether a transaction is open: a failure may have ended it by itself.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    private sqlite3 Handle => _connection.Handle!;

    /// <summary>A statement with constant text, prepared at its first use and kept.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = new SqliteStatement(Handle, sql);
            _statements.Add(sql, statement);
        }

        return statement;
    }

    /// <summary>A statement with text made for one call; the caller disposes it.</summary>
    public SqliteStatement PrepareOnce(string sql) => new(Handle, sql);

    /// <summary>Lets several statements see the same data: without a transaction each sees the last commit before it began.</summary>
    public T ReadAtOneMoment<TArguments, T>(TArguments arguments, Func<SqliteSession, TArguments, T> read)
    {
        Prepare(TransactionSql.BeginRead).Execute();
        try
        {
            return read(this, arguments);
        }
        finally
        {
            Prepare(TransactionSql.Commit).Execute();
        }
    }

    /// <summary>Runs the statements of a script.</summary>
    public void ExecuteScript(string sql) => SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(Handle, sql), Handle);

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }
}
