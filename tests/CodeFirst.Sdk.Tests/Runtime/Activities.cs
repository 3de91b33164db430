using CodeFirst.Sdk.Runtime;

namespace CodeFirst.Sdk.Tests.Runtime;

/// <summary>Calls of activities as a generated stub makes them.</summary>
internal static class Activities
{
    private static readonly ActivityOptions Defaults = new() { StartToCloseTimeout = TimeSpan.FromSeconds(30) };

    public static Durable<string> CallAsync(string type, string argument = "", ActivityOptions? options = null, CancellationToken? cancellationToken = null) =>
        StubCalls.ExecuteActivityAsync<string>(type, Defaults, stub: null, options, [StubCalls.ToPayload(argument)], cancellationToken);
}
