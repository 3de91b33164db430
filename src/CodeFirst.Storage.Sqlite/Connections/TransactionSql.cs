namespace CodeFirst.Storage.Sqlite.Connections;

internal static class TransactionSql
{
    /// <summary>IMMEDIATE takes the write lock now, so no statement inside has to wait or fail for it.</summary>
    public const string Begin = "BEGIN IMMEDIATE";

    /// <summary>Takes its view of the data at its first read.</summary>
    public const string BeginRead = "BEGIN DEFERRED";

    public const string Commit = "COMMIT";

    public const string RollBack = "ROLLBACK";
}
