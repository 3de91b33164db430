using CodeFirst.Sdk.Client;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Sdk.Worker;

/// <summary>Tells what goes wrong between a worker and its server; that polls fail once, and then once a minute, however many loops find out.</summary>
internal sealed partial class PollLog(ILogger logger, CodeFirstClientOptions client, string taskQueue, TimeProvider timeProvider)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private StatusCode _told;
    private long _toldAt;
    private volatile bool _isFailing;

    public void Failed(RpcException error)
    {
        lock (_gate)
        {
            if (_isFailing && _told == error.StatusCode && timeProvider.GetElapsedTime(_toldAt) < Interval)
            {
                return;
            }

            _isFailing = true;
            _told = error.StatusCode;
            _toldAt = timeProvider.GetTimestamp();
        }

        LogFailing(taskQueue, RpcErrors.ToMessage(error, client));
    }

    public void Succeeded()
    {
        if (!_isFailing)
        {
            return;
        }

        lock (_gate)
        {
            if (!_isFailing)
            {
                return;
            }

            _isFailing = false;
        }

        LogRecovered(taskQueue);
    }

    public void Dropped(Exception error) => LogDropped(taskQueue, error);

    [LoggerMessage(1, LogLevel.Warning, "The worker of task queue {TaskQueue} gets no tasks and keeps trying. {Cause}")]
    private partial void LogFailing(string taskQueue, string cause);

    [LoggerMessage(2, LogLevel.Information, "The worker of task queue {TaskQueue} polls again.")]
    private partial void LogRecovered(string taskQueue);

    [LoggerMessage(3, LogLevel.Error, "The worker of task queue {TaskQueue} dropped a task on an unexpected error; the server will hand it out again.")]
    private partial void LogDropped(string taskQueue, Exception error);
}
