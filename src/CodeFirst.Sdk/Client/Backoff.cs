namespace CodeFirst.Sdk.Client;

/// <summary>Growing intervals with a fifth of jitter, so that many callers do not come back at once.</summary>
internal readonly record struct Backoff(TimeSpan Initial, double Coefficient, TimeSpan Maximum)
{
    private const double Jitter = 0.2;

    /// <param name="failures">How many attempts have failed in a row, at least one.</param>
    public TimeSpan After(int failures)
    {
        // A high power is infinite, which the maximum caps.
        var interval = Math.Min(Initial.TotalMilliseconds * Math.Pow(Coefficient, failures - 1), Maximum.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(interval * (1 - Jitter + (2 * Jitter * Random.Shared.NextDouble())));
    }
}
