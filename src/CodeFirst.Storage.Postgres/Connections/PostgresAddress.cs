using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace CodeFirst.Storage.Postgres.Connections;

/// <summary>A connection string in either of the two spellings, with the defaults of this store.</summary>
internal static class PostgresAddress
{
    // Two cores' worth of database work is done by fewer; what waits for a connection would wait in the database instead.
    private const int DefaultPoolSize = 20;

    // Holds most batches, so that they leave in one write.
    private const int BufferSize = 64 * 1024;

    /// <exception cref="ArgumentException">It is neither a URI nor key=value pairs, or a key is unknown. The message does not repeat it.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        var builder = text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal)
            ? ParseUri(text)
            : ParsePairs(text);
        if (string.IsNullOrEmpty(builder.Host))
        {
            throw new ArgumentException("The connection string names no host: write Host=..., or postgresql://USER@HOST/DATABASE.");
        }

        if (!IsSet(builder, "Maximum Pool Size"))
        {
            builder.MaxPoolSize = DefaultPoolSize;
        }

        if (!IsSet(builder, "Max Auto Prepare"))
        {
            builder.MaxAutoPrepare = 100;
            builder.AutoPrepareMinUsages = 2;
        }

        if (!IsSet(builder, "Application Name"))
        {
            builder.ApplicationName = "codefirst";
        }

        if (!IsSet(builder, "Write Buffer Size"))
        {
            builder.WriteBufferSize = BufferSize;
        }

        // No statement of this store changes a session, so there is nothing to reset when a connection goes back to the pool.
        builder.NoResetOnClose = true;
        return builder;
    }

    /// <summary>The database as messages name it, without user and password.</summary>
    public static string Describe(NpgsqlConnectionStringBuilder builder) =>
        string.Create(CultureInfo.InvariantCulture, $"{builder.Host}:{builder.Port}/{builder.Database ?? builder.Username}");

    private static bool IsSet(NpgsqlConnectionStringBuilder builder, string key) => builder.ShouldSerialize(key);

    private static NpgsqlConnectionStringBuilder ParsePairs(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException)
        {
            // The text of a key that is unknown is repeated by Npgsql; a value, which may be the password, is not repeated here.
            var detail = exception is ArgumentException { ParamName: { } key } ? $": '{key}'" : string.Empty;
            throw new ArgumentException($"The connection string cannot be read{detail}. Write pairs such as Host=localhost;Database=codefirst;Username=codefirst.", exception);
        }
    }

    private static NpgsqlConnectionStringBuilder ParseUri(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            throw new ArgumentException("The connection string cannot be read. Write postgresql://USER:PASSWORD@HOST:PORT/DATABASE, special characters as %XX.");
        }

        var pairs = new DbConnectionStringBuilder { ["Host"] = uri.Host };
        if (uri.Port > 0)
        {
            pairs["Port"] = uri.Port;
        }

        Add("Database", Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')));
        var user = uri.UserInfo.Split(':', 2);
        Add("Username", Uri.UnescapeDataString(user[0]));
        Add("Password", user.Length == 2 ? Uri.UnescapeDataString(user[1]) : string.Empty);
        foreach (var option in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = option.Split('=', 2);
            Add(GetKey(Uri.UnescapeDataString(pair[0])), pair.Length == 2 ? Uri.UnescapeDataString(pair[1]) : string.Empty);
        }

        return ParsePairs(pairs.ConnectionString);

        void Add(string key, string value)
        {
            if (value.Length > 0)
            {
                pairs[key] = value;
            }
        }
    }

    /// <summary>The names that URIs use where they differ from Npgsql's.</summary>
    private static string GetKey(string option) => option switch
    {
        "sslmode" => "SSL Mode",
        "sslrootcert" => "Root Certificate",
        "sslcert" => "SSL Certificate",
        "sslkey" => "SSL Key",
        "application_name" => "Application Name",
        "connect_timeout" => "Timeout",
        "options" => "Options",
        "target_session_attrs" => "Target Session Attributes",
        _ => option,
    };
}
