using CodeFirst.Engine.Tasks;
using CodeFirst.Storage.Cluster;

namespace CodeFirst.Storage.Conformance;

/// <summary>What a store that one process uses does as well as one that several share.</summary>
public abstract class ClusterConformance(IStoreSource source) : StoreConformance(source)
{
    [Fact]
    public async Task Heartbeat_OfTheOnlyNode_IsTheFirstOfOne()
    {
        Assert.Equal(new ClusterView(0, 1), await Store.HeartbeatNodeAsync("node-1", TimeSpan.FromMinutes(1), CancellationToken.None));
        Assert.Equal(new ClusterView(0, 1), await Store.HeartbeatNodeAsync("node-1", TimeSpan.FromMinutes(1), CancellationToken.None));
    }

    [Fact]
    public async Task Leave_NodeThatNeverLived_IsNoError()
    {
        await Store.LeaveAsync("node-1", CancellationToken.None);

        Assert.Equal(new ClusterView(0, 1), await Store.HeartbeatNodeAsync("node-2", TimeSpan.FromMinutes(1), CancellationToken.None));
    }

    [Fact]
    public async Task Queries_ThatNobodyAsked_AreNoError()
    {
        var id = Guid.NewGuid().ToString();

        await Store.WithdrawQueryAsync(id, CancellationToken.None);
        await Store.GiveBackQueryAsync("node-1", id, CancellationToken.None);
        await Store.AnswerQueryAsync("no UUID", new byte[] { 1 }, CancellationToken.None);

        Assert.Empty(await Store.TakeQueriesAsync("node-1", [(Sample.Namespace, "q")], TimeSpan.Zero, 10, CancellationToken.None));
        Assert.Empty(await Store.TakeAnswersAsync([id], CancellationToken.None));
        Assert.Empty(await Store.TakeAnswersAsync([], CancellationToken.None));
    }

    [Fact]
    public async Task Notify_WhatTheStoreTellsItself_IsNotHeard()
    {
        using var stop = new CancellationTokenSource();
        var heard = new List<StoreHint>();
        var listening = Store.ListenAsync("node-1", heard.Add, stop.Token);

        await Store.NotifyAsync([new StoreHint.RunChanged(Sample.Namespace, "w"), new StoreHint.TaskReady(Sample.Namespace, TaskKind.Workflow, "q")], CancellationToken.None);
        await Store.NotifyAsync([], CancellationToken.None);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
        Assert.Empty(heard);
    }
}
