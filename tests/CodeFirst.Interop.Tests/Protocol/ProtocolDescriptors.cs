using System.Reflection;
using Google.Protobuf.Reflection;

namespace CodeFirst.Interop.Tests.Protocol;

/// <summary>Finds the protocol files that protoc compiled into an assembly.</summary>
internal static class ProtocolDescriptors
{
    /// <summary>Ours.</summary>
    public static IReadOnlyList<FileDescriptor> Ours { get; } = Of(typeof(CodeFirst.Protocol.WorkflowService.V1.WorkflowService).Assembly);

    /// <summary>Those of the official client: the reference.</summary>
    public static IReadOnlyList<FileDescriptor> Official { get; } = Of(typeof(Temporalio.Client.TemporalClient).Assembly);

    private static FileDescriptor[] Of(Assembly assembly) =>
    [
        .. assembly.GetTypes()
            .Where(type => type.Name.EndsWith("Reflection", StringComparison.Ordinal))
            .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null))
            .OfType<FileDescriptor>()
            .OrderBy(file => file.Name, StringComparer.Ordinal),
    ];
}
