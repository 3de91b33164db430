using CodeFirst.Storage.Conformance;

namespace CodeFirst.Storage.Postgres.Tests;

public static class PostgresConformance
{
    public sealed class Cluster() : ClusterConformance(new PostgresStores());

    public sealed class Commits() : CommitConformance(new PostgresStores());

    public sealed class CurrentRuns() : CurrentRunConformance(new PostgresStores());

    public sealed class Deadlines() : DeadlineConformance(new PostgresStores());

    public sealed class Faults() : FaultConformance(new PostgresStores());

    public sealed class History() : HistoryConformance(new PostgresStores());

    public sealed class Namespaces() : NamespaceConformance(new PostgresStores());

    public sealed class RandomOperations() : RandomOperationConformance(new PostgresStores());

    public sealed class ReadyTasks() : ReadyTaskConformance(new PostgresStores());

    public sealed class Retention() : RetentionConformance(new PostgresStores());

    public sealed class Schedules() : ScheduleConformance(new PostgresStores());

    public sealed class SearchAttributes() : SearchAttributeConformance(new PostgresStores());

    public sealed class Visibility() : VisibilityConformance(new PostgresStores());
}
