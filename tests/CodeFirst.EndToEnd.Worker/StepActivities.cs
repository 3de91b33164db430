namespace CodeFirst.EndToEnd.Worker;

/// <summary>Computes values that are never the same twice, and writes down each computation and each effect.</summary>
[Activities]
public sealed class StepActivities(Journal journal)
{
    private static readonly TimeSpan Duration = TimeSpan.FromMilliseconds(20);

    [Activity(StartToCloseTimeout = "00:00:02")]
    public async Task<string> ComputeAsync(int step, CancellationToken cancellationToken)
    {
        await Task.Delay(Duration, cancellationToken);
        var activity = ActivityContext.Current.Info;
        var value = $"{step}:{Guid.NewGuid():N}";
        journal.Write($"{activity.WorkflowId}/{activity.ActivityId}", value);
        return value;
    }
}
