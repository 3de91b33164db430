using CodeFirst.Storage.Conformance;

namespace CodeFirst.Storage.Sqlite.Tests;

public static class FileConformance
{
    public sealed class Cluster() : ClusterConformance(new FileStores());

    public sealed class Commits() : CommitConformance(new FileStores());

    public sealed class CurrentRuns() : CurrentRunConformance(new FileStores());

    public sealed class Deadlines() : DeadlineConformance(new FileStores());

    public sealed class Faults() : FaultConformance(new FileStores());

    public sealed class History() : HistoryConformance(new FileStores());

    public sealed class Namespaces() : NamespaceConformance(new FileStores());

    public sealed class RandomOperations() : RandomOperationConformance(new FileStores());

    public sealed class ReadyTasks() : ReadyTaskConformance(new FileStores());

    public sealed class Retention() : RetentionConformance(new FileStores());

    public sealed class Schedules() : ScheduleConformance(new FileStores());

    public sealed class SearchAttributes() : SearchAttributeConformance(new FileStores());

    public sealed class Visibility() : VisibilityConformance(new FileStores());
}
