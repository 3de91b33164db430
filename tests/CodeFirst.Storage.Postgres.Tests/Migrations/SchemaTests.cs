using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using CodeFirst.TestDatabase;
using Npgsql;

namespace CodeFirst.Storage.Postgres.Tests.Migrations;

/// <summary>The whole schema in one file, to read and to review: what all migrations make of an empty database.</summary>
public sealed partial class SchemaTests
{
    /// <summary>Set to 1, it writes the file instead of comparing it.</summary>
    private const string UpdateVariable = "CODEFIRST_UPDATE_SCHEMA";

    [Fact]
    public async Task Migrations_Together_MakeTheCommittedSchema()
    {
        await using var database = await TestDatabase.TestDatabase.CreateAsync();
        await using (var store = PostgresStore.Open(database.ConnectionString))
        {
            await store.MigrateAsync(CancellationToken.None);
        }

        var schema = Normalize(await DumpAsync(new NpgsqlConnectionStringBuilder(database.ConnectionString)));

        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            await File.WriteAllTextAsync(GetSchemaPath(), schema);
        }

        Assert.Equal(await File.ReadAllTextAsync(GetSchemaPath()), schema);
    }

    private static string GetSchemaPath([CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "../../../src/CodeFirst.Storage.Postgres/schema.sql");

    private static async Task<string> DumpAsync(NpgsqlConnectionStringBuilder database)
    {
        var start = new ProcessStartInfo(
            PostgresPrograms.GetPath("pg_dump"),
            ["--schema-only", "--no-owner", "--no-privileges", "-h", database.Host!, "-p", $"{database.Port}", "-U", database.Username!, database.Database!])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["PGPASSWORD"] = database.Password;
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return text;
    }

    /// <summary>Without what differs between versions of pg_dump: comments, settings and psql's commands.</summary>
    private static string Normalize(string dump)
    {
        var body = string.Join('\n', dump.Split('\n').Where(line => !Noise.IsMatch(line)).Select(line => line.TrimEnd()));
        return BlankLines.Replace(body.Replace("public.", string.Empty, StringComparison.Ordinal), "\n\n").Trim('\n') + "\n";
    }

    [GeneratedRegex(@"^(--|SET \w+ = |SELECT pg_catalog\.set_config|\\)")]
    private static partial Regex Noise { get; }

    [GeneratedRegex(@"\n{3,}")]
    private static partial Regex BlankLines { get; }
}
