namespace CodeFirst.Generators.Models;

/// <summary>A class of activities that a worker runs.</summary>
/// <param name="Type">The class.</param>
/// <param name="NeedsOwner">Whether an activity is called on an object.</param>
/// <param name="Services">The constructor's parameters.</param>
/// <param name="Activities">Ordered by name.</param>
internal sealed record DispatchModel(TypeModel Type, bool NeedsOwner, EquatableArray<ParameterModel> Services, EquatableArray<ActivityModel> Activities)
{
    /// <summary>What the names of the dispatch class and its methods start with; it stands in the namespace, also for a nested class.</summary>
    public string FlatName => Type.Path.Replace('.', '_');
}
