namespace CodeFirst.Generators.Models;

/// <summary>A workflow class that a worker runs.</summary>
/// <param name="Type">The class.</param>
/// <param name="Name">The workflow type as it is stored and sent.</param>
/// <param name="Run">The run method's name as written in source.</param>
/// <param name="RunTarget">The type the run method is called through.</param>
/// <param name="Parameters">Of the run method.</param>
/// <param name="Result">Of the run method; null for none.</param>
/// <param name="Signals">Ordered by name.</param>
/// <param name="Queries">Ordered by name.</param>
/// <param name="HidesBase">Whether a base class has a definition too.</param>
/// <param name="HasContinueAsNew">Whether the user wrote a member named ContinueAsNew.</param>
internal sealed record DefinitionModel(
    TypeModel Type,
    string Name,
    string Run,
    string RunTarget,
    EquatableArray<ParameterModel> Parameters,
    string? Result,
    EquatableArray<HandlerModel> Signals,
    EquatableArray<HandlerModel> Queries,
    bool HidesBase,
    bool HasContinueAsNew);
