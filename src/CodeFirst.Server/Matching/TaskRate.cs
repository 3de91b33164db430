namespace CodeFirst.Server.Matching;

/// <summary>Something counted a second, over the last half minute. Not thread-safe.</summary>
internal sealed class TaskRate(TimeProvider time)
{
    private const int Buckets = 6;
    private const int BucketSeconds = 5;

    private readonly long[] _counts = new long[Buckets];
    private long _current = Bucket(time);

    public void Add()
    {
        Turn();
        _counts[_current % Buckets]++;
    }

    public float PerSecond()
    {
        Turn();
        return (float)_counts.Sum() / (Buckets * BucketSeconds);
    }

    private static long Bucket(TimeProvider time) => time.GetUtcNow().ToUnixTimeSeconds() / BucketSeconds;

    // Empties the buckets that time has passed over.
    private void Turn()
    {
        var now = Bucket(time);
        for (var passed = Math.Min(now - _current, Buckets); passed > 0; passed--)
        {
            _counts[(now - passed + 1) % Buckets] = 0;
        }

        _current = Math.Max(_current, now);
    }
}
