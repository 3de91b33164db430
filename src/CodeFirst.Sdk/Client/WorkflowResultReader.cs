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
            var nextRunId = GetNextRunId(close);
            if (nextRunId.Length == 0)
            {
                return close.AttributesCase == HistoryEvent.AttributesOneofCase.WorkflowExecutionCompletedEventAttributes
                    ? close.WorkflowExecutionCompletedEventAttributes.Result
                    : throw new WorkflowFailedException(workflowId, runId, ToCause(close));
            }

            runId = nextRunId;
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

    private FailureException ToCause(HistoryEvent close)
    {
        var converter = client.Options.DataConverter;
        switch (close.AttributesCase)
        {
            case HistoryEvent.AttributesOneofCase.WorkflowExecutionFailedEventAttributes:
                return converter.FailureConverter.ToException(close.WorkflowExecutionFailedEventAttributes.Failure, converter.PayloadConverter);
            case HistoryEvent.AttributesOneofCase.WorkflowExecutionCanceledEventAttributes:
                var canceled = close.WorkflowExecutionCanceledEventAttributes;
                return new CanceledFailureException("Workflow cancelled") { Details = new FailureDetails(canceled.Details, converter.PayloadConverter) };
            case HistoryEvent.AttributesOneofCase.WorkflowExecutionTerminatedEventAttributes:
                var terminated = close.WorkflowExecutionTerminatedEventAttributes;
                return new TerminatedFailureException(terminated.Reason.Length == 0 ? "Workflow terminated" : $"Workflow terminated: {terminated.Reason}")
                {
                    Details = new FailureDetails(terminated.Details, converter.PayloadConverter),
                };
            case HistoryEvent.AttributesOneofCase.WorkflowExecutionTimedOutEventAttributes:
                return new TimeoutFailureException("Workflow timed out", TimeoutType.StartToClose);
            default:
                throw new InvalidOperationException($"Workflow '{workflowId}' ended with an unknown event {close.EventType}; a newer version of this library may know it.");
        }
    }
}
