using CodeFirst.Sdk.Runtime;

namespace CodeFirst.Sdk;

/// <summary>Takes the workflows and activities a worker runs. The generated <c>AddCodeFirst()</c> registers all of an assembly.</summary>
public interface IWorkerRegistry
{
    /// <summary>Registers a workflow.</summary>
    /// <exception cref="ArgumentException">Its name is taken by another one.</exception>
    void AddWorkflow(WorkflowDefinition workflow);

    /// <summary>Registers an activity.</summary>
    /// <exception cref="ArgumentException">Its name is taken by another one.</exception>
    void AddActivity(ActivityDefinition activity);
}
