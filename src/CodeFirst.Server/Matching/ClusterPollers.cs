using System.Collections.Concurrent;
using CodeFirst.Protocol.TaskQueue.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Cluster;
using CodeFirst.Server.Placement;
using CodeFirst.Storage.Cluster;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Server.Matching;

/// <summary>
/// A task queue as all processes on the database see it together. Each tells its part when it is asked; one that does not answer soon is left out. A process
/// that is alone asks nobody.
/// </summary>
internal sealed class ClusterPollers(IPlacement placement, StoredAnswers answers, ClusterMembership cluster)
{
    private const int NumberBytes = sizeof(ushort);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Who polls the queue, and how fast its tasks come and go.</summary>
    public async Task<TaskQueueView> ReadAsync(TaskQueueKey key, CancellationToken cancellationToken)
    {
        var view = await placement.GetTaskQueue(key).ReadAsync();
        if (cluster.IsAlone)
        {
            return view;
        }

        foreach (var part in await AskAsync(key, cancellationToken))
        {
            view = view.With(part);
        }

        return view;
    }

    /// <summary>Tells what this process knows.</summary>
    public async Task TellAsync(StoreHint.PollersAsked asked)
    {
        var view = await placement.GetTaskQueue(new TaskQueueKey(asked.NamespaceId, asked.Kind, asked.TaskQueue)).ReadAsync();
        var part = new DescribeTaskQueueResponse
        {
            Pollers = { view.Pollers.Select(poller => new PollerInfo { Identity = poller.Identity, LastAccessTime = poller.LastPoll.ToTimestamp() }) },
            Stats = new TaskQueueStats { TasksAddRate = view.AddRate, TasksDispatchRate = view.DispatchRate },
        };
        await answers.GiveAsync(AnswerId(asked.AskId, cluster.View.Index), part.ToByteArray());
    }

    private async Task<IEnumerable<TaskQueueView>> AskAsync(TaskQueueKey key, CancellationToken cancellationToken)
    {
        var (own, count) = cluster.View;
        var askId = Guid.NewGuid().ToString();
        var ids = Enumerable.Range(0, count).Where(node => node != own).Select(node => AnswerId(askId, node)).ToList();
        var parts = new ConcurrentBag<TaskQueueView>();
        if (ids.Count == 0)
        {
            return parts;
        }

        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var id in ids)
        {
            answers.Expect(id, answer =>
            {
                parts.Add(ToView(DescribeTaskQueueResponse.Parser.ParseFrom(answer.Span)));
                if (parts.Count == ids.Count)
                {
                    all.TrySetResult();
                }
            });
        }

        try
        {
            cluster.Tell(new StoreHint.PollersAsked(askId, key.NamespaceId, key.Kind, key.Name));
            await all.Task.WaitAsync(Patience, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return parts;
        }
        finally
        {
            ids.ForEach(answers.Forget);
        }
    }

    private static TaskQueueView ToView(DescribeTaskQueueResponse part) => new(
        [.. part.Pollers.Select(poller => (poller.Identity, poller.LastAccessTime.ToDateTimeOffset()))],
        IsPolled: part.Pollers.Count > 0,
        part.Stats.TasksAddRate,
        part.Stats.TasksDispatchRate);

    /// <summary>Each process answers under an id of its own: that of the question, with the process's place in the end.</summary>
    private static string AnswerId(string askId, int node)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.Parse(askId).TryWriteBytes(bytes);
        BitConverter.TryWriteBytes(bytes[^NumberBytes..], (ushort)node);
        return new Guid(bytes).ToString();
    }
}
