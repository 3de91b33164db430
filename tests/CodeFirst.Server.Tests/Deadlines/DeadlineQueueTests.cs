using CodeFirst.Server.Deadlines;
using CodeFirst.Storage.Runs;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace CodeFirst.Server.Tests.Deadlines;

public class DeadlineQueueTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly DeadlineQueue _queue;

    public DeadlineQueueTests() => _queue = new DeadlineQueue(_time);

    [Fact]
    public void Take_DueRuns_ComeInOrderOfTime()
    {
        _queue.Set(Run(1), In(2));
        _queue.Set(Run(2), In(1));

        Assert.Equal(In(1), _queue.Next);
        Assert.Equal([Run(2), Run(1)], TakeAt(2));
    }

    [Fact]
    public void Set_Later_MovesTheDeadline()
    {
        _queue.Set(Run(1), In(1));
        _queue.Set(Run(1), In(3));

        Assert.Empty(TakeAt(2));
        Assert.Equal([Run(1)], TakeAt(3));
    }

    [Fact]
    public void Set_Earlier_MovesTheDeadlineAndSaysSo()
    {
        _queue.Set(Run(1), In(3));
        var earlier = _queue.Earlier;
        _queue.Set(Run(1), In(1));

        Assert.True(earlier.IsCompleted);
        Assert.Equal([Run(1)], TakeAt(1));
        Assert.Empty(TakeAt(3));
    }

    [Fact]
    public void Set_NullOrFar_ForgetsTheRun()
    {
        _queue.Set(Run(1), In(1));
        _queue.Set(Run(1), null);
        _queue.Set(Run(2), In(1));
        _queue.Set(Run(2), In(3600));

        Assert.Empty(TakeAt(7200));
        Assert.Null(_queue.Next);
    }

    [Fact]
    public void SetIfUnknown_MemoryKnowsBetter_ChangesNothing()
    {
        _queue.Set(Run(1), In(5));
        _queue.SetIfUnknown(Run(1), In(1));
        _queue.SetIfUnknown(Run(2), In(2));

        Assert.Equal([Run(2)], TakeAt(2));
        Assert.Equal([Run(1)], TakeAt(5));
    }

    [Fact]
    public void Take_RandomChanges_EqualsADictionary() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[-1, 20]).List[0, 60].Sample(changes =>
        {
            var time = new FakeTimeProvider();
            var queue = new DeadlineQueue(time);
            var model = new Dictionary<int, DateTimeOffset>();
            foreach (var (run, seconds) in changes)
            {
                DateTimeOffset? deadline = seconds < 0 ? null : time.GetUtcNow().AddSeconds(seconds);
                queue.Set(Run(run), deadline);
                model.Remove(run);
                if (deadline is { } due)
                {
                    model[run] = due;
                }
            }

            for (var second = 0; second <= 20; second++)
            {
                var now = time.GetUtcNow().AddSeconds(second);
                var taken = Take(queue, now);
                var expected = model.Where(entry => entry.Value <= now).Select(entry => Run(entry.Key)).ToList();
                foreach (var key in expected)
                {
                    model.Remove(int.Parse(key.RunId, System.Globalization.CultureInfo.InvariantCulture));
                }

                Assert.Equal(expected.Order(Comparer<RunKey>.Create((a, b) => string.CompareOrdinal(a.RunId, b.RunId))), taken.OrderBy(key => key.RunId, StringComparer.Ordinal));
            }
        });

    private static RunKey Run(int number) => new("ns", "workflow", $"{number}");

    private static List<RunKey> Take(DeadlineQueue queue, DateTimeOffset now)
    {
        var taken = new List<RunKey>();
        while (queue.TryTakeDue(now, out var run))
        {
            taken.Add(run);
        }

        return taken;
    }

    private DateTimeOffset In(int seconds) => _time.GetUtcNow().AddSeconds(seconds);

    private List<RunKey> TakeAt(int seconds) => Take(_queue, In(seconds));
}
