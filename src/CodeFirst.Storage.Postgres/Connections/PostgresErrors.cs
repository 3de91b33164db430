using System.Net.Sockets;
using Npgsql;

namespace CodeFirst.Storage.Postgres.Connections;

/// <summary>What a failure means: whether to try again at once, and what to tell an operator.</summary>
internal static class PostgresErrors
{
    /// <summary>Raised by commit_runs: some commits of the batch lost, and the transaction with them.</summary>
    public const string LostInPart = "CF001";

    /// <summary>The transaction was rolled back because of others, and would mostly succeed now.</summary>
    public static bool IsRolledBackByRivals(NpgsqlException exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable };

    /// <summary>The connection is gone, and with it perhaps every other of the pool.</summary>
    public static bool IsConnectionLost(NpgsqlException exception) => exception switch
    {
        PostgresException { SqlState: var state } => state.StartsWith("57P", StringComparison.Ordinal) || state.StartsWith("08", StringComparison.Ordinal),
        _ => exception.InnerException is IOException or SocketException,
    };

    /// <summary>What callers of the store see.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="database">The database without its password.</param>
    public static StoreUnavailableException Unavailable(NpgsqlException exception, string database) =>
        new($"The PostgreSQL store '{database}' failed: {Explain(exception)}", exception);

    private static string Explain(NpgsqlException exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } error =>
            $"{error.MessageText}. Create it with createdb or CREATE DATABASE, or correct the name.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } error =>
            $"{error.MessageText}. Correct user name and password, or the server's pg_hba.conf.",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } error =>
            $"{error.MessageText}. Grant the user CREATE and USAGE on the schema, or run 'codefirst database migrate' as its owner.",
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.UndefinedColumn } error =>
            $"{error.MessageText}. Bring the schema up to date with 'codefirst database migrate'.",
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } error =>
            $"{error.MessageText}. Raise the server's max_connections, or lower Maximum Pool Size in the connection string.",
        PostgresException error => $"{error.MessageText} ({error.SqlState}).",
        { InnerException: SocketException socket } => $"cannot connect: {socket.Message}. Start PostgreSQL, or correct host and port.",
        { InnerException: { } inner } => $"{exception.Message} {inner.Message}",
        _ => exception.Message,
    };
}
