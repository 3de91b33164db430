using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Server.Tests.BadInput;

/// <summary>The single fields of a request and of the messages it has set, by paths such as <c>workflow_execution.run_id</c>.</summary>
internal static class RequestFields
{
    public static IEnumerable<(string Path, FieldDescriptor Field)> Walk(IMessage message, string prefix = "")
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder().Where(field => !field.IsRepeated))
        {
            var isOfAnotherCase = field.RealContainingOneof is { } choice && choice.Accessor.GetCaseFieldDescriptor(message) != field;
            if (isOfAnotherCase)
            {
                continue;
            }

            yield return (prefix + field.Name, field);
            if (field.FieldType == FieldType.Message && field.Accessor.GetValue(message) is IMessage and not Duration and IMessage nested)
            {
                foreach (var inner in Walk(nested, $"{prefix}{field.Name}."))
                {
                    yield return inner;
                }
            }
        }
    }

    /// <summary>A copy of the request with another value in one field.</summary>
    public static IMessage With(IMessage request, string path, object value)
    {
        var copy = request.Descriptor.Parser.ParseFrom(request.ToByteString());
        var names = path.Split('.');
        var owner = names.SkipLast(1).Aggregate(copy, (message, name) => (IMessage)message.Descriptor.FindFieldByName(name).Accessor.GetValue(message));
        owner.Descriptor.FindFieldByName(names[^1]).Accessor.SetValue(owner, value);
        return copy;
    }

    public static object Get(IMessage request, string path) =>
        path.Split('.').Aggregate((object)request, (owner, name) => ((IMessage)owner).Descriptor.FindFieldByName(name).Accessor.GetValue((IMessage)owner));
}
