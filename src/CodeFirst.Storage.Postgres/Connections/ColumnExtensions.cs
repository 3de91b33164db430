using Npgsql;

namespace CodeFirst.Storage.Postgres.Connections;

/// <summary>Columns as the contract has them.</summary>
internal static class ColumnExtensions
{
    // PostgreSQL has no text with a NUL character. The server refuses it in ids; anywhere else it must not fail the neighbours of a batch.
    private const char Nul = '\0';
    private const char Replacement = '\uFFFD';

    /// <summary>The text as it can be stored.</summary>
    public static string ToStorable(this string text) => text.Replace(Nul, Replacement);

    extension(NpgsqlDataReader reader)
    {
        public string GetId(int column) => reader.GetGuid(column).ToString();

        public byte[] GetBytes(int column) => reader.GetFieldValue<byte[]>(column);

        public DateTimeOffset GetTime(int column) => new(reader.GetInt64(column), TimeSpan.Zero);

        public DateTimeOffset? GetOptionalTime(int column) => reader.IsDBNull(column) ? null : reader.GetTime(column);
    }
}
