using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace CodeFirst.Storage.Migrations;

/// <summary>One step of a store's schema: a script embedded as <c>Migrations/0001_initial.sql</c>. Scripts only go forward and never change once released.</summary>
public sealed record Migration
{
    /// <summary>The number in front of the file's name: 1, 2, 3 and so on without a gap.</summary>
    public required int Version { get; init; }

    /// <summary>The file's name without number and extension.</summary>
    public required string Name { get; init; }

    /// <summary>The script.</summary>
    public required string Sql { get; init; }

    /// <summary>SHA-256 of the script in upper-case hexadecimal, stored beside the version to notice a script that was changed after it was applied.</summary>
    public string Checksum => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>The migrations embedded in a store's assembly, in order.</summary>
    /// <exception cref="InvalidOperationException">The numbers do not run from one without a gap.</exception>
    public static IReadOnlyList<Migration> LoadFrom(Assembly assembly)
    {
        var migrations = assembly.GetManifestResourceNames()
            .Where(name => name.Contains(".Migrations.", StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(name => Load(assembly, name))
            .OrderBy(migration => migration.Version)
            .ToArray();

        for (var i = 0; i < migrations.Length; i++)
        {
            if (migrations[i].Version != i + 1)
            {
                throw new InvalidOperationException($"Migration {i + 1} is missing in {assembly.GetName().Name}.");
            }
        }

        return migrations;
    }

    /// <summary>The migrations that a database lacks, in order.</summary>
    /// <param name="known">All migrations of this program.</param>
    /// <param name="applied">Version and checksum of those the database has, in order of version.</param>
    /// <param name="database">What to call the database in a message.</param>
    /// <exception cref="StoreUnavailableException">The database is newer than this program, or was made by a script that is not this program's.</exception>
    public static IEnumerable<Migration> GetPending(IReadOnlyList<Migration> known, IReadOnlyList<(int Version, string Checksum)> applied, string database)
    {
        if (applied.Count > known.Count)
        {
            throw new StoreUnavailableException(
                $"The database '{database}' has schema version {applied[^1].Version}, but this program knows versions up to {known.Count}. Start a newer program, or choose another database.");
        }

        for (var i = 0; i < applied.Count; i++)
        {
            if (applied[i] != (known[i].Version, known[i].Checksum))
            {
                throw new StoreUnavailableException(
                    $"Schema version {applied[i].Version} of the database '{database}' was not made by this program's migration '{known[i].Name}'. Start the program that made it, or choose another database.");
            }
        }

        return known.Skip(applied.Count);
    }

    private static Migration Load(Assembly assembly, string resource)
    {
        // Root.Namespace.Migrations.0001_initial.sql
        var file = resource.Split('.')[^2];
        var separator = file.IndexOf('_', StringComparison.Ordinal);
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return new Migration
        {
            Version = int.Parse(file.AsSpan(0, separator), NumberStyles.None, CultureInfo.InvariantCulture),
            Name = file[(separator + 1)..],
            Sql = reader.ReadToEnd(),
        };
    }
}
