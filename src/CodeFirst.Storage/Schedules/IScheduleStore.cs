using CodeFirst.Protocol.Schedule.V1;
using CodeFirst.Storage.Visibility;

namespace CodeFirst.Storage.Schedules;

/// <summary>The schedules of a store. Any process may decide any schedule at any time: only one decision on a version is written.</summary>
public interface IScheduleStore
{
    /// <summary>Writes a new schedule; false, and nothing changed, when the id is taken.</summary>
    Task<bool> CreateScheduleAsync(ScheduleRecord record, CancellationToken cancellationToken);

    /// <summary>Replaces a schedule and counts its version up; false, and nothing changed, when it is gone or has another version.</summary>
    Task<bool> UpdateScheduleAsync(ScheduleRecord record, long expectedVersion, CancellationToken cancellationToken);

    /// <summary>Deletes a schedule; false, and nothing changed, when it is gone or has another version.</summary>
    Task<bool> DeleteScheduleAsync(ScheduleKey key, long expectedVersion, CancellationToken cancellationToken);

    /// <summary>Loads a schedule; null when it does not exist.</summary>
    Task<StoredSchedule?> LoadScheduleAsync(ScheduleKey key, CancellationToken cancellationToken);

    /// <summary>Reads schedules whose deadline is at or before <paramref name="until"/>, nearest first.</summary>
    Task<IReadOnlyList<DueSchedule>> ReadDueSchedulesAsync(DateTimeOffset until, int limit, CancellationToken cancellationToken);

    /// <summary>Lists schedules of a namespace that match, ordered by the bytes of their ids.</summary>
    /// <param name="namespaceId">The namespace's id.</param>
    /// <param name="filter">Of the columns it may name <see cref="VisibilityField.WorkflowId"/>, which is the schedule's id.</param>
    /// <param name="after">The id after which the page begins; empty for the first page.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<IReadOnlyList<ScheduleListEntry>> ListSchedulesAsync(
        string namespaceId, VisibilityFilter? filter, string after, int limit, CancellationToken cancellationToken);

    /// <summary>Counts schedules of a namespace that match a filter such as <see cref="ListSchedulesAsync"/> takes.</summary>
    Task<long> CountSchedulesAsync(string namespaceId, VisibilityFilter? filter, CancellationToken cancellationToken);
}
