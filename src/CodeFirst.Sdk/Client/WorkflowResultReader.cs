using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Sdk.Client;

/// <summary>Waits for the close event of a run and of those that follow it in its chain.</summary>
internal sealed class WorkflowResultReader(CodeFirstClient client, string workflowId)
{
    /// <summary>Whoever waits for days should not fail because a server restarts.</summary>
    private static readonly TimeSpan RetryFor = TimeSpan.FromMinutes(1);

    /// <param name="runId">Empty: the latest run.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Payloads?> ReadAsync(string runId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var close = await ReadCloseEventAsync(runId, cancellationToken).ConfigureAwait(false);
            runId = GetNextRunId(close);
            if (runId.Length == 0)
            {
                return close.AttributesCase == HistoryEvent.AttributesOneofCase.WorkflowExecutionCompletedEventAttributes
                    ? close.WorkflowExecutionCompletedEventAttributes.Result
                    : throw ToException(close);
            }
        }
    }

    private static string GetNextRunId(HistoryEvent close) => close.AttributesCase switch
    {
        HistoryEvent.AttributesOneofCase.WorkflowExecutionCompletedEventAttributes => close.WorkflowExecutionCompletedEventAttributes.NewExecutionRunId,
        HistoryEvent.AttributesOneofCase.WorkflowExecutionFailedEventAttributes => close.WorkflowExecutionFailedEventAttributes.NewExecutionRunId,
        HistoryEvent.AttributesOneofCase.WorkflowExecutionTimedOutEventAttributes => close.WorkflowExecutionTimedOutEventAttributes.NewExecutionRunId,
        HistoryEvent.AttributesOneofCase.WorkflowExecutionContinuedAsNewEventAttributes => close.WorkflowExecutionContinuedAsNewEventAttributes.NewExecutionRunId,
        _ => "",
    };

    private async Task<HistoryEvent> ReadCloseEventAsync(string runId, CancellationToken cancellationToken)
    {
        var request = new GetWorkflowExecutionHistoryRequest
        {
            Namespace = client.Options.Namespace,
            Execution = new WorkflowExecution { WorkflowId = workflowId, RunId = runId },
            HistoryEventFilterType = HistoryEventFilterType.CloseEvent,
            WaitNewEvent = true,
            SkipArchival = true,
        };
        var limits = new CallLimits(CallLimits.LongPollTimeout, RetryFor, IsLongPoll: true);
        while (true)
        {
            var response = await client.CallAsync(static (s, r, o) => s.GetWorkflowExecutionHistoryAsync(r, o), request, limits, cancellationToken).ConfigureAwait(false);
            if (response.History is { Events: [.., var close] })
            {
                return close;
            }

            // Pins the run that was the latest one when the wait began.
            request.NextPageToken = response.NextPageToken;
        }
    }

    private WorkflowFailedException ToException(HistoryEvent close)
    {
        var converter = client.Options.DataConverter;
        switch (close.AttributesCase)
        {
            case HistoryEvent.AttributesOneofCase.WorkflowExecutionFailedEventAttributes:
                var failure = close.WorkflowExecutionFailedEventAttributes.Failure;
                return Create("failed", converter.FailureConverter.ToException(failure, converter.PayloadConverter));
            case HistoryEvent.AttributesOneofCase.WorkflowExecutionCanceledEventAttributes:
                return Create("was cancelled", new CanceledFailureException("Workflow cancelled", close.WorkflowExecutionCanceledEventAttributes.Details));
            case HistoryEvent.AttributesOneofCase.WorkflowExecutionTerminatedEventAttributes:
                var reason = close.WorkflowExecutionTerminatedEventAttributes.Reason;
                return Create("was terminated", new TerminatedFailureException(string.IsNullOrEmpty(reason) ? "Workflow terminated" : reason));
            case HistoryEvent.AttributesOneofCase.WorkflowExecutionTimedOutEventAttributes:
                return Create("timed out", new TimeoutFailureException("Workflow timed out", TimeoutType.StartToClose));
            default:
                throw new InvalidOperationException($"Workflow '{workflowId}' ended with an unknown event {close.EventType}; a newer version of this library may know it.");
        }
    }

    private WorkflowFailedException Create(string how, Exception cause) => new($"Workflow '{workflowId}' {how}: {cause.Message}", workflowId, cause);
}
