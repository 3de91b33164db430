using CodeFirst.Generators.Models;

namespace CodeFirst.Generators.Emit;

/// <summary>Writes the calls that register all of an assembly.</summary>
internal static class RegistrationEmitter
{
    /// <summary>Empty entries yield nothing.</summary>
    public static string? Emit(IReadOnlyCollection<RegistrationEntry> entries)
    {
        var workflows = Ordered(entries, static entry => entry.Workflow);
        var dispatches = Ordered(entries, static entry => entry.Dispatch);
        var clients = Ordered(entries, static entry => entry.Client);
        if (workflows.Length + dispatches.Length + clients.Length == 0)
        {
            return null;
        }

        var assembly = Sanitise(entries.First().AssemblyName);
        var access = entries.Any(static entry => entry.IsPublicClient) ? "public" : "internal";
        var writer = new SourceWriter();
        writer.Open("namespace CodeFirst.Sdk");
        writer.Summary($"Registers what the assembly <c>{entries.First().AssemblyName}</c> has.");
        writer.MarkGenerated();
        writer.Open($"{access} static class {assembly}Registration");
        if (workflows.Length + dispatches.Length > 0)
        {
            EmitWorkerRegistration(writer, workflows, dispatches);
        }

        if (clients.Length > 0)
        {
            if (workflows.Length + dispatches.Length > 0)
            {
                writer.Gap();
            }

            EmitClientRegistration(writer, access, assembly, clients);
        }

        return writer.Finish();
    }

    private static void EmitWorkerRegistration(SourceWriter writer, string[] workflows, string[] dispatches)
    {
        writer.Summary("Registers every workflow and every activity of this assembly.");
        writer.Open("internal static TRegistry AddCodeFirst<TRegistry>(this TRegistry registry)\n    where TRegistry : global::CodeFirst.Sdk.IWorkerRegistry");
        foreach (var workflow in workflows)
        {
            writer.Lines($"registry.AddWorkflow({workflow}.Definition.Instance);");
        }

        foreach (var dispatch in dispatches)
        {
            writer.Lines($"{dispatch}.Register(registry);");
        }

        writer.Lines("return registry;");
        writer.Close();
    }

    private static void EmitClientRegistration(SourceWriter writer, string access, string assembly, string[] clients)
    {
        const string Services = "global::Microsoft.Extensions.DependencyInjection";
        writer.Summary("Registers every typed client of this assembly; their CodeFirstClient comes from the services.");
        writer.Open($"{access} static {Services}.IServiceCollection Add{assembly}WorkflowClients(this {Services}.IServiceCollection services)");
        foreach (var client in clients)
        {
            writer.Lines($"{Services}.ServiceCollectionServiceExtensions.AddSingleton(services, static provider => new {client}({Services}.ServiceProviderServiceExtensions.GetRequiredService<global::CodeFirst.Sdk.CodeFirstClient>(provider)));");
        }

        writer.Lines("return services;");
        writer.Close();
    }

    private static string[] Ordered(IReadOnlyCollection<RegistrationEntry> entries, Func<RegistrationEntry, string?> name) =>
        [.. entries.Select(name).OfType<string>().OrderBy(static value => value, StringComparer.Ordinal)];

    private static string Sanitise(string assemblyName)
    {
        var identifier = new string([.. assemblyName.Where(static character => char.IsLetterOrDigit(character) || character == '_')]);
        return identifier.Length == 0 || char.IsDigit(identifier[0]) ? "_" + identifier : identifier;
    }
}
