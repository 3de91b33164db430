namespace CodeFirst.Generators.Models;

/// <summary>What the registration of an assembly needs to know of one type. Full names; null where there is none.</summary>
/// <param name="AssemblyName">The assembly it is in.</param>
/// <param name="Workflow">The workflow class.</param>
/// <param name="Client">The typed client.</param>
/// <param name="IsPublicClient">Whether other assemblies see the client.</param>
/// <param name="Dispatch">The dispatch class of activities.</param>
internal sealed record RegistrationEntry(string AssemblyName, string? Workflow, string? Client, bool IsPublicClient, string? Dispatch);
