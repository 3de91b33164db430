using CodeFirst.Protocol.Common.V1;

namespace CodeFirst.Sdk.Runtime;

/// <summary>What the generator compiles an <see cref="ActivityAttribute"/> method into: direct calls, no reflection.</summary>
public sealed record ActivityDefinition
{
    /// <summary>The activity type as it is stored and sent.</summary>
    public required string Name { get; init; }

    /// <summary>The class that holds the method; null for a static method.</summary>
    public required Type? OwnerType { get; init; }

    /// <summary>Takes the owner from the services of an attempt's scope, or makes it with its constructor's parameters from there; null for a static method.</summary>
    public required Func<IServiceProvider, object>? CreateOwner { get; init; }

    /// <summary>Decodes the arguments, calls the method and encodes the result; null for a method without one.</summary>
    public required Func<object?, PayloadArguments, CancellationToken, Task<Payload?>> InvokeAsync { get; init; }
}
