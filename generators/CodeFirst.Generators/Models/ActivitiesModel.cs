namespace CodeFirst.Generators.Models;

/// <summary>What an [Activities] type yields.</summary>
/// <param name="AssemblyName">The assembly it is in.</param>
/// <param name="Stub">Null for a class whose contract has it.</param>
/// <param name="Dispatch">Null for a contract.</param>
internal sealed record ActivitiesModel(string AssemblyName, StubModel? Stub, DispatchModel? Dispatch);
