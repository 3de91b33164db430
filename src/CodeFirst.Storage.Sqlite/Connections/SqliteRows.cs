using System.Text;
using SQLitePCL;

namespace CodeFirst.Storage.Sqlite.Connections;

/// <summary>The rows of a running query; disposing them frees the statement for its next use.</summary>
internal readonly ref struct SqliteRows(SqliteStatement statement, sqlite3_stmt handle)
{
    public bool Read() => statement.Step();

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public int GetInt32(int column) => raw.sqlite3_column_int(handle, column);

    public long GetInt64(int column) => raw.sqlite3_column_int64(handle, column);

    public DateTimeOffset GetTime(int column) => new(GetInt64(column), TimeSpan.Zero);

    public DateTimeOffset? GetOptionalTime(int column) => IsNull(column) ? null : GetTime(column);

    /// <summary>Read as bytes, which keeps a NUL character inside.</summary>
    public string GetText(int column) => Encoding.UTF8.GetString(GetBytes(column));

    public string? GetOptionalText(int column) => IsNull(column) ? null : GetText(column);

    /// <summary>Valid until the next row is read.</summary>
    public ReadOnlySpan<byte> GetBytes(int column) => raw.sqlite3_column_blob(handle, column);

    public void Dispose() => statement.Reset();
}
