using CodeFirst.Server.Cluster;
using CodeFirst.Server.Deadlines;
using CodeFirst.Storage.Runs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CodeFirst.Server.Tests.Deadlines;

public class DeadlineLoopTests
{
    [Fact]
    public async Task Read_ThousandsDueTogether_AreAllAtHandInTime()
    {
        const int count = 5000;
        var time = new FakeTimeProvider();
        var due = time.GetUtcNow() + TimeSpan.FromSeconds(20);
        var store = new DueStore([.. Enumerable.Range(0, count).Select(number => new DueRun(new RunKey("ns", $"workflow-{number}", $"run-{number}"), due))]);
        var queue = new DeadlineQueue(time);
        using var loop = new DeadlineLoop(queue, store, placement: null!, new ClusterMembership(store), time, NullLogger<DeadlineLoop>.Instance);

        await loop.RunOnceAsync(CancellationToken.None);

        var taken = 0;
        while (queue.TryTakeDue(due, out _))
        {
            taken++;
        }

        Assert.Equal(count, taken);
    }
}
