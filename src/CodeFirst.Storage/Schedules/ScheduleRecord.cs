using System.Collections.Immutable;
using CodeFirst.Engine.Schedules;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Schedule.V1;
using CodeFirst.Storage.Visibility;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Storage.Schedules;

/// <summary>A schedule as it is written: its data, and what finds and lists it without reading that.</summary>
public sealed record ScheduleRecord
{
    /// <summary>The search attribute by which filters find schedules that are paused, or are not.</summary>
    public const string PausedAttribute = "TemporalSchedulePaused";

    private const int ListedActions = 5;

    /// <summary>Which schedule.</summary>
    public required ScheduleKey Key { get; init; }

    /// <summary>A UUID that no other schedule has, not even a later one of the same name.</summary>
    public required string Id { get; init; }

    /// <summary>When it next has something to do; null while nothing comes.</summary>
    public required DateTimeOffset? Deadline { get; init; }

    /// <summary>Bytes of a <see cref="ScheduleData"/>.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Bytes of a temporal.api.schedule.v1.ScheduleListEntry.</summary>
    public required ReadOnlyMemory<byte> Entry { get; init; }

    /// <summary>The search attributes as filters compare them.</summary>
    public required ImmutableArray<IndexedAttribute> Attributes { get; init; }

    /// <summary>What the row of a schedule says.</summary>
    public static ScheduleRecord From(ScheduleData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new ScheduleRecord
        {
            Key = new ScheduleKey(data.NamespaceId, data.ScheduleId),
            Id = data.Id,
            Deadline = data.GetNextDeadline(),
            Data = data.ToByteArray(),
            Entry = ToEntry(data).ToByteArray(),
            Attributes =
            [
                new IndexedAttribute(PausedAttribute, IndexedValueType.Bool, [data.Schedule.State.Paused]),

                // A client may say it too, but the state does.
                .. IndexedAttribute.From(data.SearchAttributes).Where(attribute => attribute.Name != PausedAttribute),
            ],
        };
    }

    private static ScheduleListEntry ToEntry(ScheduleData data) => new()
    {
        ScheduleId = data.ScheduleId,
        Memo = data.Memo,
        SearchAttributes = data.SearchAttributes,
        Info = new ScheduleListInfo
        {
            Spec = data.Schedule.Spec,
            WorkflowType = data.Schedule.Action?.StartWorkflow?.WorkflowType,
            Notes = data.Schedule.State.Notes,
            Paused = data.Schedule.State.Paused,
            RecentActions = { data.RecentActions.TakeLast(ListedActions) },
            FutureActionTimes = { data.GetFutureTimes(DateTimeOffset.MinValue, ListedActions).Select(time => time.ToTimestamp()) },
        },
    };
}
