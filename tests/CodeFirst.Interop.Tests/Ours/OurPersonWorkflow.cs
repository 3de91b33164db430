using CodeFirst.Sdk;

namespace CodeFirst.Interop.Tests.Ours;

/// <summary>An activity, a timer, a signal and a query; started by the official client.</summary>
[Workflow]
public sealed partial class OurPersonWorkflow
{
    private readonly OurActivitiesStub _activities = new();
    private string? _language;

    [WorkflowQuery]
    public string? Language => _language;

    [WorkflowRun]
    public async Durable<Person> RunAsync(Person person)
    {
        var older = await _activities.GrowOlderAsync(person, years: 1);
        await Workflow.DelayAsync(TimeSpan.FromMilliseconds(20));
        await Workflow.WaitConditionAsync(() => _language is not null);
        return older with { Languages = [.. older.Languages, _language!] };
    }

    [WorkflowSignal]
    public void Learn(string language) => _language = language;
}
