namespace CodeFirst.Sdk;

/// <summary>Marks a method or property that answers a query, synchronously and without changing anything. Default name: the member's, without Async.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
public sealed class WorkflowQueryAttribute : Attribute
{
    /// <summary>Marks a query that is named after its member.</summary>
    public WorkflowQueryAttribute()
    {
    }

    /// <summary>Marks a query with a name of its own.</summary>
    /// <param name="name">The name as it is stored and sent.</param>
    public WorkflowQueryAttribute(string name) => Name = name;

    /// <summary>The name as it is stored and sent. Default: the member's name, without Async.</summary>
    public string? Name { get; }
}
