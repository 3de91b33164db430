using System.Diagnostics;
using System.Runtime.CompilerServices;
using CodeFirst.Sdk.Runtime;

namespace CodeFirst.Sdk;

/// <summary>The awaitable of workflow code, with a result. See <see cref="Durable"/>.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
[AsyncMethodBuilder(typeof(DurableMethodBuilder<>))]
public class Durable<T> : Durable
{
    private T _result = default!;

    internal Durable()
    {
    }

    /// <summary>For the compiler's await.</summary>
    public new DurableAwaiter<T> GetAwaiter() => new(this);

    internal void SetResult(T result)
    {
        _result = result;
        SetResult();
    }

    [StackTraceHidden]
    internal T GetResult()
    {
        ThrowUnlessSucceeded();
        return _result;
    }
}
