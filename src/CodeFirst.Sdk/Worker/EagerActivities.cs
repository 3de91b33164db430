using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Sdk.Worker;

/// <summary>
/// Activities that start with the workflow task that schedules them: while slots are free, the worker asks the server to hand them back with the answer to
/// the task, which saves them the way through the task queue.
/// </summary>
/// <param name="slots">Those of the worker's activities.</param>
/// <param name="taskQueue">The worker's: activities of another one are for others.</param>
/// <param name="processAsync">Runs an attempt and reports how it ended.</param>
/// <param name="log">Hears of what goes wrong.</param>
internal sealed class EagerActivities(Slots slots, string taskQueue, Func<PollActivityTaskQueueResponse, Task> processAsync, PollLog log)
{
    // As other SDKs: a workflow that schedules many at once should not keep other workers from them.
    private const int MaximumPerTask = 3;

    /// <summary>Asks for as many as there are slots, and returns how many slots are taken for them.</summary>
    public int Request(RespondWorkflowTaskCompletedRequest completion)
    {
        var taken = 0;
        foreach (var command in completion.Commands)
        {
            if (command.CommandType == CommandType.ScheduleActivityTask
                && command.ScheduleActivityTaskCommandAttributes.TaskQueue.Name == taskQueue
                && taken < MaximumPerTask
                && slots.TryAcquire())
            {
                command.ScheduleActivityTaskCommandAttributes.RequestEagerExecution = true;
                taken++;
            }
        }

        return taken;
    }

    /// <summary>Runs what the server handed back, and gives back the slots it did not use.</summary>
    public void Run(int taken, IReadOnlyCollection<PollActivityTaskQueueResponse> activities)
    {
        for (var unused = taken - activities.Count; unused > 0; unused--)
        {
            slots.Release();
        }

        foreach (var activity in activities)
        {
            _ = RunAsync(activity);
        }
    }

    private async Task RunAsync(PollActivityTaskQueueResponse activity)
    {
        // The workflow's next task, if the answer brought one, does not wait for the activity's code.
        await Task.Yield();
        try
        {
            await processAsync(activity).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            log.Dropped(e);
        }
        finally
        {
            slots.Release();
        }
    }
}
