using CodeFirst.Protocol.ErrorDetails.V1;
using CodeFirst.Protocol.Failure.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using OperationStatus = CodeFirst.Protocol.ErrorDetails.V1.MultiOperationExecutionFailure.Types.OperationStatus;

namespace CodeFirst.Server.Updates;

/// <summary>How the failure of an update-with-start goes over the wire: the status of the part that failed, and a status for each part.</summary>
internal static class MultiOperationErrors
{
    private static readonly OperationStatus Aborted = new()
    {
        Code = (int)StatusCode.Aborted,
        Message = "Operation was aborted.",
        Details = { Any.Pack(new MultiOperationExecutionAborted()) },
    };

    /// <summary>Nothing happened.</summary>
    public static RpcException StartFailed(RpcException error) => Create("Start", error, ToStatus(error), Aborted);

    /// <summary>The run was started, or was there; the update failed.</summary>
    public static RpcException UpdateFailed(RpcException error, bool isStarted) => Create("Update", error, isStarted ? new OperationStatus() : Aborted, ToStatus(error));

    private static RpcException Create(string what, RpcException error, OperationStatus start, OperationStatus update) => new Google.Rpc.Status
    {
        Code = (int)error.StatusCode,
        Message = $"MultiOperation could not be executed: {what} failed: {error.Status.Detail}",
        Details = { Any.Pack(new MultiOperationExecutionFailure { Statuses = { start, update } }) },
    }.ToRpcException();

    private static OperationStatus ToStatus(RpcException error) => new()
    {
        Code = (int)error.StatusCode,
        Message = error.Status.Detail,
        Details = { error.GetRpcStatus()?.Details ?? [] },
    };
}
