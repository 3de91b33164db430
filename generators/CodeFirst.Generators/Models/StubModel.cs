namespace CodeFirst.Generators.Models;

/// <summary>Activities that workflow code calls.</summary>
/// <param name="Type">The class or contract.</param>
/// <param name="Stem">What the stub's name starts with.</param>
/// <param name="TaskQueue">Where they are scheduled by default; null for the workflow's own.</param>
/// <param name="Activities">Ordered by name.</param>
internal sealed record StubModel(TypeModel Type, string Stem, string? TaskQueue, EquatableArray<ActivityModel> Activities);
