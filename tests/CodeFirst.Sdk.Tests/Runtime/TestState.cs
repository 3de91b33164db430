namespace CodeFirst.Sdk.Tests.Runtime;

/// <summary>State that serves most test workflows.</summary>
internal sealed class TestState
{
    public List<string> Log { get; } = [];

    public bool Flag { get; set; }

    public Durable? Pending { get; set; }

    public CancellationTokenSource Source { get; } = new();
}
