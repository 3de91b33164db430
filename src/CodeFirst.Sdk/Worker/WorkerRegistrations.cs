using CodeFirst.Sdk.Runtime;

namespace CodeFirst.Sdk.Worker;

/// <summary>The workflows and activities of a worker, by name.</summary>
internal sealed class WorkerRegistrations : IWorkerRegistry
{
    private readonly Dictionary<string, WorkflowDefinition> _workflows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ActivityDefinition> _activities = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, WorkflowDefinition> Workflows => _workflows;

    public IReadOnlyDictionary<string, ActivityDefinition> Activities => _activities;

    public void AddWorkflow(WorkflowDefinition workflow)
    {
        if (!_workflows.TryAdd(workflow.Name, workflow))
        {
            throw new ArgumentException($"Two workflows of this worker are named '{workflow.Name}'. Name one of them by [Workflow(\"...\")].", nameof(workflow));
        }
    }

    public void AddActivity(ActivityDefinition activity)
    {
        if (!_activities.TryAdd(activity.Name, activity))
        {
            throw new ArgumentException($"Two activities of this worker are named '{activity.Name}'. Name one of them by [Activity(\"...\")].", nameof(activity));
        }
    }
}
