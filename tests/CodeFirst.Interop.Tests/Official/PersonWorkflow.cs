using CodeFirst.Interop.Tests.Ours;
using Temporalio.Workflows;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Calls an activity that our worker runs on another task queue; started by our client.</summary>
[Workflow]
public sealed class PersonWorkflow
{
    public const string ActivityQueue = "our-activities";

    private string? _language;

    [WorkflowQuery]
    public string? Language() => _language;

    [WorkflowRun]
    public async Task<Person> RunAsync(Person person)
    {
        var options = new ActivityOptions { TaskQueue = ActivityQueue, StartToCloseTimeout = TimeSpan.FromSeconds(30) };
        var older = await Workflow.ExecuteActivityAsync<Person>("GrowOlder", [person, 1], options);
        await Workflow.WaitConditionAsync(() => _language is not null);
        return older with { Languages = [.. older.Languages, _language!] };
    }

    [WorkflowSignal]
    public Task LearnAsync(string language)
    {
        _language = language;
        return Task.CompletedTask;
    }
}
