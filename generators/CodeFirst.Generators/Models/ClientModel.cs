namespace CodeFirst.Generators.Models;

/// <summary>A workflow that typed clients call.</summary>
/// <param name="Type">The class or contract.</param>
/// <param name="Stem">What the names of client and handle start with.</param>
/// <param name="Name">The workflow type as it is stored and sent.</param>
/// <param name="TaskQueue">Where it is started by default; null for none.</param>
/// <param name="Parameters">Of the run method.</param>
/// <param name="Result">Of the run method; null for none.</param>
/// <param name="Signals">Ordered by name.</param>
/// <param name="Queries">Ordered by name.</param>
internal sealed record ClientModel(
    TypeModel Type,
    string Stem,
    string Name,
    string? TaskQueue,
    EquatableArray<ParameterModel> Parameters,
    string? Result,
    EquatableArray<HandlerModel> Signals,
    EquatableArray<HandlerModel> Queries);
