using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;

namespace CodeFirst.Sdk.Runtime;

internal sealed class PendingActivity : Durable<Payloads?>, ICancelable
{
    private readonly Command _schedule;
    private readonly ActivityCancellation _cancellation;
    private readonly CancellationBinding _binding;

    public PendingActivity(WorkflowContext context, Command schedule, ActivityCancellation cancellation, CancellationToken? token)
    {
        Context = context;
        _schedule = schedule;
        _cancellation = cancellation;
        _binding = CancellationBinding.Bind(this, token);
    }

    public WorkflowContext Context { get; }

    /// <summary>The id of the event by which the history confirms it; 0 before.</summary>
    public long ScheduledEventId { get; set; }

    public string ActivityId => _schedule.ScheduleActivityTaskCommandAttributes.ActivityId;

    public string ActivityType => _schedule.ScheduleActivityTaskCommandAttributes.ActivityType.Name;

    public void Complete(Payloads? result)
    {
        if (!IsCompleted)
        {
            _binding.Release();
            SetResult(result);
        }
    }

    public void Fail(Exception exception)
    {
        if (!IsCompleted)
        {
            _binding.Release();
            SetException(exception);
        }
    }

    public void Cancel()
    {
        if (IsCompleted)
        {
            return;
        }

        Context.EnsureNotFrozen("an activity");
        if (Context.Commands.TryWithdraw(_schedule))
        {
            Fail(NewCanceled());
            return;
        }

        if (_cancellation != ActivityCancellation.Abandon)
        {
            Context.Commands.Add(new Command
            {
                CommandType = CommandType.RequestCancelActivityTask,
                RequestCancelActivityTaskCommandAttributes = new() { ScheduledEventId = ScheduledEventId },
            });
        }

        if (_cancellation != ActivityCancellation.WaitCancellationCompleted)
        {
            Fail(NewCanceled());
        }
    }

    public CanceledFailureException NewCanceled(FailureDetails? details = null) =>
        new($"Activity '{ActivityType}' (id {ActivityId}) was cancelled.") { Details = details ?? FailureDetails.None };
}
