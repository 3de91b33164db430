using System.Runtime.CompilerServices;

namespace CodeFirst.Sdk.Runtime;

/// <summary>Marks the awaiters of durable operations. The builders of <see cref="Durable"/> methods accept no others, so that a foreign await does not compile.</summary>
public interface IDurableAwaiter : ICriticalNotifyCompletion
{
    /// <summary>What is awaited. Internal, so that nobody else can implement it.</summary>
    internal Durable Source { get; }
}
