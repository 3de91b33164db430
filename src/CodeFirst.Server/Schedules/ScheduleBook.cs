using CodeFirst.Engine.Schedules;
using CodeFirst.Server.Errors;
using CodeFirst.Storage;
using CodeFirst.Storage.Schedules;

namespace CodeFirst.Server.Schedules;

/// <summary>
/// The schedules of the store: reads one, decides, and writes what was decided on that version, again from the start when another process was faster.
/// What is decided is not done here; <see cref="ScheduleActions"/> does it after the write.
/// </summary>
internal sealed class ScheduleBook(IStore store, ScheduleAlarm alarm, TimeProvider time)
{
    private const int MaxAttempts = 100;

    public async Task<ScheduleData?> FindAsync(ScheduleKey key, CancellationToken cancellationToken) =>
        (await store.LoadScheduleAsync(key, cancellationToken))?.Data;

    /// <summary>Creates a schedule; null when the id is taken.</summary>
    public async Task<ScheduleDecision?> TryCreateAsync(CreateSchedule command, CancellationToken cancellationToken)
    {
        var decision = ScheduleEngine.Create(command, time.GetUtcNow());
        if (decision.Refusal is not null)
        {
            throw decision.Refusal.ToException();
        }

        if (!await store.CreateScheduleAsync(ScheduleRecord.From(decision.Data), cancellationToken))
        {
            return null;
        }

        alarm.Ring();
        return decision;
    }

    /// <summary>Decides a command on a schedule; null when there is none. A refusal is thrown as gRPC status.</summary>
    public async Task<ScheduleDecision?> DecideAsync(ScheduleKey key, ScheduleCommand command, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await store.LoadScheduleAsync(key, cancellationToken) is not { } stored)
            {
                return null;
            }

            var decision = ScheduleEngine.Decide(stored.Data, command, time.GetUtcNow());
            if (decision.Refusal is not null)
            {
                throw decision.Refusal.ToException();
            }

            if (!decision.IsChanged || await TryWriteAsync(key, stored.Version, decision, cancellationToken))
            {
                return decision;
            }
        }

        throw Refusals.Unavailable($"The schedule {key.ScheduleId} is changed by others all the time: try again.");
    }

    /// <summary>Deletes a schedule; false when there is none.</summary>
    public async Task<bool> DeleteAsync(ScheduleKey key, CancellationToken cancellationToken)
    {
        while (await store.LoadScheduleAsync(key, cancellationToken) is { } stored)
        {
            if (await store.DeleteScheduleAsync(key, stored.Version, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<bool> TryWriteAsync(ScheduleKey key, long version, ScheduleDecision decision, CancellationToken cancellationToken)
    {
        if (decision.IsOver)
        {
            return await store.DeleteScheduleAsync(key, version, cancellationToken);
        }

        var isWritten = await store.UpdateScheduleAsync(ScheduleRecord.From(decision.Data), version, cancellationToken);
        if (isWritten)
        {
            alarm.Ring();
        }

        return isWritten;
    }
}
