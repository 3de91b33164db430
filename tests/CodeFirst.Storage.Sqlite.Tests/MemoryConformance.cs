using CodeFirst.Storage.Conformance;

namespace CodeFirst.Storage.Sqlite.Tests;

public static class MemoryConformance
{
    public sealed class Cluster() : ClusterConformance(new MemoryStores());

    public sealed class Commits() : CommitConformance(new MemoryStores());

    public sealed class CurrentRuns() : CurrentRunConformance(new MemoryStores());

    public sealed class Deadlines() : DeadlineConformance(new MemoryStores());

    public sealed class Faults() : FaultConformance(new MemoryStores());

    public sealed class History() : HistoryConformance(new MemoryStores());

    public sealed class Namespaces() : NamespaceConformance(new MemoryStores());

    public sealed class RandomOperations() : RandomOperationConformance(new MemoryStores());

    public sealed class ReadyTasks() : ReadyTaskConformance(new MemoryStores());

    public sealed class Retention() : RetentionConformance(new MemoryStores());

    public sealed class Schedules() : ScheduleConformance(new MemoryStores());

    public sealed class SearchAttributes() : SearchAttributeConformance(new MemoryStores());

    public sealed class Visibility() : VisibilityConformance(new MemoryStores());
}
