using CodeFirst.Protocol.OperatorService.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;

namespace CodeFirst.Server.Tests;

/// <summary>The methods of the two services, called without their generated clients, so that a test can go through all of them.</summary>
internal static class ServedMethods
{
    public static IReadOnlyList<MethodDescriptor> All { get; } = [.. WorkflowService.Descriptor.Methods, .. OperatorService.Descriptor.Methods];

    public static AsyncUnaryCall<IMessage> Call(this GrpcChannel channel, MethodDescriptor method, IMessage request, TimeSpan patience)
    {
        var call = new Method<IMessage, IMessage>(
            MethodType.Unary,
            method.Service.FullName,
            method.Name,
            Marshallers.Create<IMessage>(message => message.ToByteArray(), bytes => method.InputType.Parser.ParseFrom(bytes)),
            Marshallers.Create<IMessage>(message => message.ToByteArray(), bytes => method.OutputType.Parser.ParseFrom(bytes)));
        return channel.CreateCallInvoker().AsyncUnaryCall(call, host: null, new CallOptions(deadline: DateTime.UtcNow + patience), request);
    }
}
