namespace CodeFirst.Sdk;

/// <summary>The awaitable of workflow code.</summary>
public class Durable
{
    /// <summary>Completed.</summary>
    public static Durable CompletedTask { get; } = new();

    /// <summary>Whether it ended.</summary>
    public bool IsCompleted { get; private protected set; } = true;
}
