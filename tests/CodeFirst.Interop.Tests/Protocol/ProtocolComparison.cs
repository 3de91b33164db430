using Google.Protobuf.Reflection;

namespace CodeFirst.Interop.Tests.Protocol;

/// <summary>
/// Says in which ways our protocol files are not a subset of the reference: what we declare has to exist there with the same name, number, type and shape.
/// What we leave out is no difference; unknown fields are skipped and unknown methods answer UNIMPLEMENTED.
/// </summary>
internal sealed class ProtocolComparison
{
    private readonly Dictionary<string, MessageDescriptor> _messages;
    private readonly Dictionary<string, EnumDescriptor> _enums;
    private readonly Dictionary<string, ServiceDescriptor> _services;
    private readonly List<string> _differences = [];

    private ProtocolComparison(IReadOnlyList<FileDescriptor> reference)
    {
        var messages = reference.SelectMany(AllMessages).ToArray();
        _messages = messages.ToDictionary(message => message.FullName, StringComparer.Ordinal);
        _enums = reference.SelectMany(file => file.EnumTypes)
            .Concat(messages.SelectMany(message => message.EnumTypes))
            .ToDictionary(@enum => @enum.FullName, StringComparer.Ordinal);
        _services = reference.SelectMany(file => file.Services).ToDictionary(service => service.FullName, StringComparer.Ordinal);
    }

    /// <summary>How many messages, fields, enum values and methods were compared.</summary>
    public int Compared { get; private set; }

    /// <summary>One line for each difference, in the order of the files.</summary>
    public IReadOnlyList<string> Differences => _differences;

    public static ProtocolComparison Of(IReadOnlyList<FileDescriptor> ours, IReadOnlyList<FileDescriptor> reference)
    {
        var comparison = new ProtocolComparison(reference);
        foreach (var file in ours)
        {
            comparison.CompareFile(file);
        }

        return comparison;
    }

    private static IEnumerable<MessageDescriptor> AllMessages(FileDescriptor file) => file.MessageTypes.SelectMany(WithNested);

    private static IEnumerable<MessageDescriptor> WithNested(MessageDescriptor message) => message.NestedTypes.SelectMany(WithNested).Prepend(message);

    private static string Describe(FieldDescriptor field)
    {
        var element = field.FieldType switch
        {
            FieldType.Message or FieldType.Group => field.MessageType.FullName,
            FieldType.Enum => field.EnumType.FullName,
            var scalar => scalar.ToString(),
        };
        var label = field.IsMap ? "map " : field.IsRepeated ? "repeated " : field.HasPresence ? "" : "implicit ";
        var oneof = field.RealContainingOneof is { } choice ? $" in oneof {choice.Name}" : "";
        return $"{label}{element} {field.Name} = {field.FieldNumber}, json {field.JsonName}{oneof}";
    }

    private static string Describe(MethodDescriptor method) =>
        $"{(method.IsClientStreaming ? "stream " : "")}{method.InputType.FullName} -> {(method.IsServerStreaming ? "stream " : "")}{method.OutputType.FullName}";

    private void CompareFile(FileDescriptor file)
    {
        foreach (var message in AllMessages(file))
        {
            Compare(message, _messages.GetValueOrDefault(message.FullName));
        }

        foreach (var @enum in file.EnumTypes.Concat(AllMessages(file).SelectMany(message => message.EnumTypes)))
        {
            Compare(@enum, _enums.GetValueOrDefault(@enum.FullName));
        }

        foreach (var service in file.Services)
        {
            Compare(service, _services.GetValueOrDefault(service.FullName));
        }
    }

    private void Compare(MessageDescriptor ours, MessageDescriptor? reference)
    {
        Compared++;
        if (reference is null)
        {
            _differences.Add($"message {ours.FullName}: unknown to the reference");
            return;
        }

        foreach (var field in ours.Fields.InDeclarationOrder())
        {
            Report($"field {field.FullName}", Describe(field), reference.FindFieldByName(field.Name) is { } same ? Describe(same) : null);
        }
    }

    private void Compare(EnumDescriptor ours, EnumDescriptor? reference)
    {
        Compared++;
        if (reference is null)
        {
            _differences.Add($"enum {ours.FullName}: unknown to the reference");
            return;
        }

        foreach (var value in ours.Values)
        {
            Report($"enum value {ours.FullName}.{value.Name}", $"{value.Number}", reference.FindValueByName(value.Name) is { } same ? $"{same.Number}" : null);
        }
    }

    private void Compare(ServiceDescriptor ours, ServiceDescriptor? reference)
    {
        Compared++;
        if (reference is null)
        {
            _differences.Add($"service {ours.FullName}: unknown to the reference");
            return;
        }

        foreach (var method in ours.Methods)
        {
            Report($"method {method.FullName}", Describe(method), reference.FindMethodByName(method.Name) is { } same ? Describe(same) : null);
        }
    }

    private void Report(string subject, string ours, string? reference)
    {
        Compared++;
        if (reference is null)
        {
            _differences.Add($"{subject}: unknown to the reference");
        }
        else if (!string.Equals(ours, reference, StringComparison.Ordinal))
        {
            _differences.Add($"{subject}: is [{ours}], should be [{reference}]");
        }
    }
}
