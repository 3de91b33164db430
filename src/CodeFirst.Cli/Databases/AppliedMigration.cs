namespace CodeFirst.Cli.Databases;

/// <summary>One step of a <see cref="MigrationReport"/>.</summary>
internal sealed record AppliedMigration(int Version, string Name);
