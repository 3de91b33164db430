namespace CodeFirst.Sdk;

/// <summary>Marks the one method of a workflow that is its course. It returns <see cref="Durable"/> or <see cref="Durable{T}"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WorkflowRunAttribute : Attribute;
