using Google.Protobuf;
using Grpc.Core;

namespace CodeFirst.Server;

/// <summary>
/// A service to which anything may be sent: bytes that are no message of the method are refused with INVALID_ARGUMENT. By itself gRPC takes them for a
/// failure of the server, and logs each as one.
/// </summary>
internal sealed class CheckedService : ServiceBinderBase
{
    private readonly ServerServiceDefinition.Builder _definition = ServerServiceDefinition.CreateBuilder();

    private CheckedService()
    {
    }

    /// <summary>Defines the service whose methods <paramref name="bind"/> adds.</summary>
    public static ServerServiceDefinition Define(Action<ServiceBinderBase> bind)
    {
        var service = new CheckedService();
        bind(service);
        return service._definition.Build();
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var read = method.RequestMarshaller.ContextualDeserializer;
        var requests = Marshallers.Create(method.RequestMarshaller.ContextualSerializer, Read);
        _definition.AddMethod(new Method<TRequest, TResponse>(method.Type, method.ServiceName, method.Name, requests, method.ResponseMarshaller), handler!);

        TRequest Read(DeserializationContext bytes)
        {
            try
            {
                return read(bytes);
            }
            catch (InvalidProtocolBufferException exception)
            {
                throw new RpcException(new Status(StatusCode.InvalidArgument, $"the request is no {typeof(TRequest).Name}: {exception.Message}"));
            }
        }
    }
}
