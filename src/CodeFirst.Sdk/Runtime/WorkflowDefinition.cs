using CodeFirst.Protocol.Common.V1;

namespace CodeFirst.Sdk.Runtime;

/// <summary>What the generator compiles a <see cref="WorkflowAttribute"/> class into: direct calls, no reflection. Users do not derive from it.</summary>
public abstract class WorkflowDefinition
{
    /// <summary>Creates a definition.</summary>
    /// <param name="name">The workflow type as it is stored and sent.</param>
    protected WorkflowDefinition(string name) => Name = name;

    /// <summary>The workflow type as it is stored and sent.</summary>
    public string Name { get; }

    /// <summary>The signals it handles, for messages that name what would have been understood.</summary>
    public virtual IReadOnlyList<string> SignalNames => [];

    /// <summary>The queries it answers.</summary>
    public virtual IReadOnlyList<string> QueryNames => [];

    /// <summary>Creates the object that holds one run's state.</summary>
    public abstract object CreateInstance();

    /// <summary>Calls the run method. The result is the encoded result, or null for a workflow without one.</summary>
    public abstract Durable<Payload?> RunAsync(object instance, PayloadArguments arguments);

    /// <summary>Calls the handler of a signal.</summary>
    /// <returns>False when the workflow has no such signal.</returns>
    public virtual bool TryHandleSignal(object instance, string name, PayloadArguments arguments, out Durable handler)
    {
        handler = Durable.CompletedTask;
        return false;
    }

    /// <summary>Calls the handler of a query.</summary>
    /// <returns>False when the workflow has no such query.</returns>
    public virtual bool TryHandleQuery(object instance, string name, PayloadArguments arguments, out Payload? result)
    {
        result = null;
        return false;
    }
}
