namespace CodeFirst.Benchmarks;

[Activities]
public sealed class EchoActivities
{
    [Activity(StartToCloseTimeout = "00:00:30")]
    public string Echo(string text) => text;
}
