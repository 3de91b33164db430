namespace CodeFirst.Engine.Activities;

/// <summary>Which pending activities of a run somebody means: one by its id, those of a type, or, where neither is given, all.</summary>
/// <param name="Id">Of the activity, as the workflow named it.</param>
/// <param name="Type">Of the activities.</param>
public readonly record struct ActivitySelector(string? Id = null, string? Type = null)
{
    internal List<KeyValuePair<long, ActivityState>> Select(RunState state)
    {
        var (id, type) = this;
        return
        [
            .. state.Activities
                .Where(pending => (id is null || pending.Value.Scheduled.ActivityId == id) && (type is null || pending.Value.Scheduled.ActivityType.Name == type))
                .OrderBy(pending => pending.Key),
        ];
    }
}
