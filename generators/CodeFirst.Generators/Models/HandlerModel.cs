namespace CodeFirst.Generators.Models;

/// <summary>A signal or query.</summary>
/// <param name="Name">As it is stored and sent.</param>
/// <param name="Member">The member's name as written in source.</param>
/// <param name="Target">The type it is called through.</param>
/// <param name="IsProperty">Whether it is read, not called.</param>
/// <param name="IsDurable">Whether it returns a Durable.</param>
/// <param name="Result">The type of a query's answer; null for a signal.</param>
/// <param name="Parameters">What is sent with it.</param>
/// <param name="ClientMethod">Its method in the generated handle.</param>
internal sealed record HandlerModel(
    string Name,
    string Member,
    string Target,
    bool IsProperty,
    bool IsDurable,
    string? Result,
    EquatableArray<ParameterModel> Parameters,
    string ClientMethod);
