namespace CodeFirst.Generators.Models;

/// <summary>What a [Workflow] type yields.</summary>
/// <param name="AssemblyName">The assembly it is in.</param>
/// <param name="Definition">Null for a contract.</param>
/// <param name="Client">Null for a class whose contract has it.</param>
internal sealed record WorkflowModel(string AssemblyName, DefinitionModel? Definition, ClientModel? Client);
