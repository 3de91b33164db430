using CodeFirst.Sdk.Client;
using Grpc.Core;

namespace CodeFirst.Sdk.Worker;

/// <summary>One loop that takes a slot, waits for a task and hands it on, until it is cancelled.</summary>
/// <param name="slots">Shared by the loops of one kind of task.</param>
/// <param name="pollAsync">Waits for a task; null when there was none for a while.</param>
/// <param name="processAsync">Does the task.</param>
/// <param name="log">Hears of what goes wrong.</param>
/// <param name="timeProvider">Spaces polls that fail.</param>
internal sealed class PollLoop<TTask>(
    Slots slots, Func<CancellationToken, Task<TTask?>> pollAsync, Func<TTask, Task> processAsync, PollLog log, TimeProvider timeProvider)
    where TTask : class
{
    private static readonly Backoff FailureBackoff = new(TimeSpan.FromMilliseconds(100), 2, TimeSpan.FromSeconds(5));

    /// <summary>Runs until cancelled; tasks that were handed on may still be running then.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await slots.AcquireAsync(cancellationToken).ConfigureAwait(false);
                var task = await PollOrReleaseAsync(cancellationToken).ConfigureAwait(false);
                failures = 0;
                log.Succeeded();
                if (task is not null)
                {
                    _ = ProcessAndReleaseAsync(task);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (RpcException e) when (e.StatusCode != StatusCode.DeadlineExceeded)
            {
                failures++;
                log.Failed(e);
                await DelayAsync(FailureBackoff.After(failures), cancellationToken).ConfigureAwait(false);
            }
            catch (RpcException)
            {
                // The server kept silent for longer than a poll lasts: ask again.
            }
        }
    }

    private async Task<TTask?> PollOrReleaseAsync(CancellationToken cancellationToken)
    {
        TTask? task = null;
        try
        {
            task = await pollAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (task is null)
            {
                slots.Release();
            }
        }

        return task;
    }

    private async Task ProcessAndReleaseAsync(TTask task)
    {
        // The loop is back at its poll before the task's code runs.
        await Task.Yield();
        try
        {
            await processAsync(task).ConfigureAwait(false);
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

    private async Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        await Task.Delay(delay, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
