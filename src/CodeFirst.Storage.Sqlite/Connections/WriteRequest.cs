namespace CodeFirst.Storage.Sqlite.Connections;

/// <summary>A write that waits for its transaction.</summary>
internal abstract class WriteRequest
{
    /// <summary>Writes, inside the transaction. Called again in a transaction of its own when the shared one failed.</summary>
    public abstract void Write(SqliteSession session);

    /// <summary>Answers the caller after the commit.</summary>
    public abstract void Complete();

    /// <summary>Answers the caller that the transaction failed.</summary>
    public abstract void Fail(Exception exception);
}
