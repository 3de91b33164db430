namespace CodeFirst.Cli.Databases;

/// <summary>What <c>database migrate</c> did.</summary>
internal sealed record MigrationReport(string Store, IReadOnlyList<AppliedMigration> Applied);
