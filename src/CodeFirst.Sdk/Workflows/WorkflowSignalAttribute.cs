namespace CodeFirst.Sdk;

/// <summary>Marks a method that receives a signal. It returns void or <see cref="Durable"/>. Default name: the method's, without Async.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WorkflowSignalAttribute : Attribute
{
    /// <summary>Marks a signal that is named after its member.</summary>
    public WorkflowSignalAttribute()
    {
    }

    /// <summary>Marks a signal with a name of its own.</summary>
    /// <param name="name">The name as it is stored and sent.</param>
    public WorkflowSignalAttribute(string name) => Name = name;

    /// <summary>The name as it is stored and sent. Default: the member's name, without Async.</summary>
    public string? Name { get; }
}
