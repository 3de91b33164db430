using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CodeFirst.Storage.Sqlite.Connections;

/// <summary>
/// A prepared statement, reused for the life of its connection. It speaks to SQLite below ADO.NET: values are bound without boxing or copying, and rows are
/// read from SQLite's own memory. Parameters are bound in the order in which they are numbered.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private const int StackLimit = 512;

    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;
    private int _bound;

    public SqliteStatement(sqlite3 connection, string sql)
    {
        _connection = connection;
        Check(raw.sqlite3_prepare_v2(connection, sql, out _statement));
    }

    public SqliteStatement Bind(long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, ++_bound, value));
        return this;
    }

    public SqliteStatement Bind(double value)
    {
        Check(raw.sqlite3_bind_double(_statement, ++_bound, value));
        return this;
    }

    /// <summary>Binds a value of whatever kind a query compares with: a string, long or double.</summary>
    public SqliteStatement Bind(object value) => value switch
    {
        string text => Bind(text),
        double number => Bind(number),
        _ => Bind((long)value),
    };

    /// <summary>Binds NULL for null.</summary>
    public SqliteStatement BindOptional(string? value)
    {
        if (value is not null)
        {
            return Bind(value);
        }

        Check(raw.sqlite3_bind_null(_statement, ++_bound));
        return this;
    }

    public SqliteStatement Bind(DateTimeOffset value) => Bind(value.UtcTicks);

    public SqliteStatement Bind(DateTimeOffset? value)
    {
        if (value is { } time)
        {
            return Bind(time);
        }

        Check(raw.sqlite3_bind_null(_statement, ++_bound));
        return this;
    }

    public SqliteStatement Bind(string value)
    {
        Span<byte> utf8 = stackalloc byte[StackLimit];
        // An empty span has no address, and SQLite takes that for NULL; the string overload passes one.
        Check(value.Length == 0 ? raw.sqlite3_bind_text(_statement, ++_bound, value)
            : Encoding.UTF8.TryGetBytes(value, utf8, out var length) ? raw.sqlite3_bind_text(_statement, ++_bound, utf8[..length])
            : raw.sqlite3_bind_text(_statement, ++_bound, Encoding.UTF8.GetBytes(value)));
        return this;
    }

    public SqliteStatement Bind(ReadOnlySpan<byte> value)
    {
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(_statement, ++_bound, 0) : raw.sqlite3_bind_blob(_statement, ++_bound, value));
        return this;
    }

    /// <summary>Runs a statement that returns no rows.</summary>
    public void Execute()
    {
        try
        {
            Step();
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Runs a query. The rows are valid until they are disposed.</summary>
    public SqliteRows Query() => new(this, _statement);

    /// <summary>Moves to the next row; false after the last one.</summary>
    internal bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        Check(code == raw.SQLITE_DONE ? raw.SQLITE_OK : code);
        return false;
    }

    /// <summary>Makes the statement ready for the next use. A failed step was reported by itself, so the code is not looked at.</summary>
    internal void Reset()
    {
        _ = raw.sqlite3_reset(_statement);
        _ = raw.sqlite3_clear_bindings(_statement);
        _bound = 0;
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _connection);
}
