using CodeFirst.Protocol.Enums.V1;

namespace CodeFirst.Storage.Sqlite.Visibility;

/// <summary>Values of fields as SQLite keeps them: text, integers and reals, which compare with each other as numbers.</summary>
internal static class SqliteValues
{
    public static object From(object value) => value switch
    {
        string or long or double => value,
        bool truth => truth ? 1L : 0L,
        DateTimeOffset time => time.UtcTicks,
        TimeSpan duration => duration.Ticks,
        WorkflowExecutionStatus status => (long)status,
        _ => throw new ArgumentException($"A filter cannot compare with a value of type {value.GetType()}.", nameof(value)),
    };
}
