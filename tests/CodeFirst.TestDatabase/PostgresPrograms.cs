namespace CodeFirst.TestDatabase;

/// <summary>Finds PostgreSQL's programs on this machine.</summary>
public static class PostgresPrograms
{
    private const string DebianFolder = "/usr/lib/postgresql";

    private static readonly Lazy<string> Found = new(Find);

    /// <summary>The path of a program.</summary>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed; the message says how to install it.</exception>
    public static string GetPath(string program) => Path.Combine(Found.Value, program);

    private static string Find() =>
        GetCandidates().FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")))
        ?? throw new InvalidOperationException(
            "PostgreSQL is not installed, and these tests need a real one. Install it ('apt-get install postgresql', 'brew install postgresql'), or set PG_BIN to the folder that holds initdb, "
            + "or set CODEFIRST_TEST_POSTGRES to the connection string of a server on which databases may be created.");

    private static IEnumerable<string> GetCandidates()
    {
        if (Environment.GetEnvironmentVariable("PG_BIN") is { Length: > 0 } chosen)
        {
            yield return chosen;
        }

        if (Directory.Exists(DebianFolder))
        {
            var versions = Directory.GetDirectories(DebianFolder).OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0);
            foreach (var version in versions)
            {
                yield return Path.Combine(version, "bin");
            }
        }

        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return folder;
        }
    }
}
