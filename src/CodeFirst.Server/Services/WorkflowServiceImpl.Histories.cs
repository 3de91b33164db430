using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Histories;
using CodeFirst.Server.Runs;
using CodeFirst.Server.Services.Tokens;
using Google.Protobuf;
using Grpc.Core;
using History = CodeFirst.Protocol.History.V1.History;

namespace CodeFirst.Server.Services;

/// <summary>Reading history, in pages, with or without waiting for what comes.</summary>
internal sealed partial class WorkflowServiceImpl
{
    // A person who reads history wants what is durable; a worker that replays needs the events of the task it has as well.
    private const string ClientNameHeader = "client-name";
    private const string ForeignToken = "NextPageToken is invalid: it is of another run, or was not made by this server.";
    private static readonly HashSet<string> ClientsForPeople = new(["temporal-cli", "temporal-ui"], StringComparer.Ordinal);

    public override async Task<GetWorkflowExecutionHistoryResponse> GetWorkflowExecutionHistory(
        GetWorkflowExecutionHistoryRequest request,
        ServerCallContext context)
    {
        var host = await FindHostAsync(request.Namespace, request.Execution, context.CancellationToken);
        RequestChecks.PageSize(request.MaximumPageSize);
        var token = ReadToken(request.NextPageToken, request.Execution.RunId, new HistoryPageToken { RunId = request.Execution.RunId, NextEventId = 1 });
        if (token.NextEventId < 1)
        {
            throw RequestChecks.Invalid(ForeignToken);
        }

        return request.HistoryEventFilterType == HistoryEventFilterType.CloseEvent
            ? await ReadCloseEventAsync(host, token, request.WaitNewEvent, context)
            : await ReadEventsAsync(host, token, request, context);
    }

    public override async Task<GetWorkflowExecutionHistoryReverseResponse> GetWorkflowExecutionHistoryReverse(
        GetWorkflowExecutionHistoryReverseRequest request,
        ServerCallContext context)
    {
        var host = await FindHostAsync(request.Namespace, request.Execution, context.CancellationToken);
        var token = ReadToken(request.NextPageToken, request.Execution.RunId, new HistoryPageToken { RunId = request.Execution.RunId, EndEventId = long.MaxValue });
        if (token.EndEventId < 1)
        {
            throw RequestChecks.Invalid(ForeignToken);
        }

        var view = await host.ReadAsync(token.RunId, context.CancellationToken);
        using var place = await limits.Reads.EnterAsync(context.CancellationToken);
        var page = await histories.ReadReverseAsync(view, token.EndEventId, ToPageSize(request.MaximumPageSize), context.CancellationToken);
        var response = new GetWorkflowExecutionHistoryReverseResponse { History = page.History };
        if (page.NextEventId > 1)
        {
            response.NextPageToken = new HistoryPageToken { RunId = view.Key.RunId, EndEventId = page.NextEventId }.ToByteString();
        }

        return response;
    }

    private static HistoryPageToken ReadToken(ByteString bytes, string runId, HistoryPageToken first)
    {
        if (bytes.IsEmpty)
        {
            return first;
        }

        var token = RequestChecks.PageToken(HistoryPageToken.Parser, bytes);
        return token.RunId.Length > 0 && (runId.Length == 0 || token.RunId == runId) ? token : throw RequestChecks.Invalid(ForeignToken);
    }

    private static int ToPageSize(int wanted)
    {
        RequestChecks.PageSize(wanted);
        return wanted is > 0 and <= HistoryReader.MaxPageSize ? wanted : HistoryReader.MaxPageSize;
    }

    private async Task<GetWorkflowExecutionHistoryResponse> ReadCloseEventAsync(
        IWorkflowHost host,
        HistoryPageToken token,
        bool mayWait,
        ServerCallContext context)
    {
        var view = mayWait
            ? await WatchAsync(host, token.RunId, long.MaxValue, context)
            : await host.ReadAsync(token.RunId, context.CancellationToken);
        if (view.State.IsRunning)
        {
            token.RunId = view.Key.RunId;
            return new GetWorkflowExecutionHistoryResponse
            {
                History = new History(),
                NextPageToken = mayWait ? token.ToByteString() : ByteString.Empty,
            };
        }

        using var place = await limits.Reads.EnterAsync(context.CancellationToken);
        var page = await histories.ReadAsync(view, view.EndEventId - 1, view.EndEventId, 1, context.CancellationToken);
        return new GetWorkflowExecutionHistoryResponse { History = page.History };
    }

    private async Task<GetWorkflowExecutionHistoryResponse> ReadEventsAsync(
        IWorkflowHost host,
        HistoryPageToken token,
        GetWorkflowExecutionHistoryRequest request,
        ServerCallContext context)
    {
        var view = request.WaitNewEvent
            ? await WatchAsync(host, token.RunId, token.NextEventId, context)
            : await host.ReadAsync(token.RunId, context.CancellationToken);
        var end = GetEnd(view, token, request.WaitNewEvent, context);
        using var place = await limits.Reads.EnterAsync(context.CancellationToken);
        var page = await histories.ReadAsync(view, token.NextEventId, end, ToPageSize(request.MaximumPageSize), context.CancellationToken);
        var response = new GetWorkflowExecutionHistoryResponse { History = page.History };
        if (page.NextEventId < end || (request.WaitNewEvent && view.State.IsRunning))
        {
            response.NextPageToken = new HistoryPageToken
            {
                RunId = view.Key.RunId,
                NextEventId = page.NextEventId,
                EndEventId = token.EndEventId,
            }.ToByteString();
        }

        return response;
    }

    /// <summary>
    /// Where the history to read ends. Whoever waits for events sees committed ones only: those of a started workflow task may still come to nothing.
    /// </summary>
    private static long GetEnd(RunView view, HistoryPageToken token, bool waits, ServerCallContext context)
    {
        if (waits)
        {
            return view.EndEventId;
        }

        var end = view.EndEventId + view.State.GetUnstoredEvents().Length;
        if (token.EndEventId > 0)
        {
            return Math.Min(token.EndEventId, end);
        }

        return ClientsForPeople.Contains(context.RequestHeaders.GetValue(ClientNameHeader) ?? string.Empty) ? view.EndEventId : end;
    }

    /// <summary>Waits until the run has the event or is closed, or the time of a long poll is over: then the view is of the moment.</summary>
    private async Task<RunView> WatchAsync(IWorkflowHost host, string runId, long eventId, ServerCallContext context)
    {
        using var place = await limits.Waits.EnterAsync(context.CancellationToken);
        using var timer = new CancellationTokenSource(GetPatience(options.HistoryPollTimeout, context.Deadline), _time);
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, drain.Token, timer.Token);
        try
        {
            return await host.WatchAsync(runId, eventId, wait.Token);
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            return await host.ReadAsync(runId, context.CancellationToken);
        }
    }
}
