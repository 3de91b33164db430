namespace CodeFirst.Benchmarks.Workloads;

/// <summary>Clients that each do the next thing when the one before is done.</summary>
internal static class ClosedLoop
{
    public const int Clients = 64;

    public static async Task<Measurement> RunAsync(TimeSpan duration, Func<int, Task> operation)
    {
        var begin = TimeProvider.System.GetTimestamp();
        var latencies = await Task.WhenAll(Enumerable.Range(0, Clients).Select(LoopAsync));
        var elapsed = TimeProvider.System.GetElapsedTime(begin);
        return new Measurement(elapsed, [.. latencies.SelectMany(one => one).Order()]);

        async Task<List<double>> LoopAsync(int client)
        {
            var own = new List<double>();
            while (TimeProvider.System.GetElapsedTime(begin) < duration)
            {
                var start = TimeProvider.System.GetTimestamp();
                await operation(client);
                own.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
            }

            return own;
        }
    }
}
