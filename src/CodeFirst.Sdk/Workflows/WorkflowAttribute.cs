namespace CodeFirst.Sdk;

/// <summary>
/// Marks a workflow: a <c>partial</c> class with its code, or an interface that is its contract. A contract yields the typed client alone, so that a service
/// can call a workflow without referencing its code; a class that implements a contract takes name, task queue and handlers from it.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface, Inherited = false)]
public sealed class WorkflowAttribute : Attribute
{
    /// <summary>Marks a workflow that is named after its type (an interface without its leading I).</summary>
    public WorkflowAttribute()
    {
    }

    /// <summary>Marks a workflow with a name of its own.</summary>
    /// <param name="name">The workflow type as it is stored and sent.</param>
    public WorkflowAttribute(string name) => Name = name;

    /// <summary>The workflow type as it is stored and sent. Default: the type's name, an interface's without its leading I.</summary>
    public string? Name { get; }

    /// <summary>The task queue that generated clients start it on. Default: none, and then a start has to name one.</summary>
    public string? TaskQueue { get; set; }
}
