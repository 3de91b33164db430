using CodeFirst.Protocol.Query.V1;
using CodeFirst.Server.Errors;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace CodeFirst.Server.Queries;

/// <summary>How the answer to a relayed query goes through the store: the worker's result, the rejection, or the status it failed with, each packed as what it is.</summary>
internal static class RelayedAnswer
{
    /// <summary>Answers with what the worker said, or why the caller did not want it.</summary>
    public static ReadOnlyMemory<byte> Write(QueryAnswer answer) =>
        Pack(answer.RejectedStatus is { } status ? new QueryRejected { Status = status } : answer.Result!);

    /// <summary>Answers with a refusal.</summary>
    public static ReadOnlyMemory<byte> Write(RpcException refusal) =>
        Pack(refusal.GetRpcStatus() ?? new Google.Rpc.Status { Code = (int)refusal.StatusCode, Message = refusal.Status.Detail });

    /// <summary>Gives an answer to the query that waits for it.</summary>
    public static void Give(ReadOnlyMemory<byte> bytes, QueryMessage query)
    {
        var packed = Any.Parser.ParseFrom(bytes.Span);
        if (packed.TryUnpack(out QueryRejected rejected))
        {
            query.Reject(rejected.Status);
        }
        else if (packed.TryUnpack(out Google.Rpc.Status status))
        {
            query.Fail(status.ToRpcException());
        }
        else if (packed.TryUnpack(out WorkflowQueryResult result))
        {
            query.SetResult(result);
        }
        else
        {
            query.Fail(Refusals.Unavailable("the answer comes from a server of another version, and this one cannot read it; try again"));
        }
    }

    private static ReadOnlyMemory<byte> Pack(IMessage message) => Any.Pack(message).ToByteArray();
}
