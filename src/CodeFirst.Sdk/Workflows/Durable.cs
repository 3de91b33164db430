using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using CodeFirst.Sdk.Runtime;

namespace CodeFirst.Sdk;

/// <summary>
/// The awaitable of workflow code. A method that returns it awaits durable operations (activities, timers, conditions) and other such methods, and nothing else:
/// the compiler refuses any other await. It may be awaited any number of times, by the run that made it.
/// </summary>
[AsyncMethodBuilder(typeof(DurableMethodBuilder))]
public class Durable
{
    /// <summary>Null, the one that waits, or a list of those that wait.</summary>
    private object? _continuations;
    private DurableStatus _status;

    internal Durable()
    {
    }

    /// <summary>Completed.</summary>
    public static Durable CompletedTask { get; } = new() { _status = DurableStatus.Succeeded };

    /// <summary>Whether it ended, with a result or an exception.</summary>
    public bool IsCompleted => _status != DurableStatus.Pending;

    /// <summary>Whether it ended with a result.</summary>
    public bool IsCompletedSuccessfully => _status == DurableStatus.Succeeded;

    /// <summary>The exception it ended with; null before its end and after a success.</summary>
    public Exception? Exception { get; private set; }

    /// <summary>Completed with a result.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="result">The result.</param>
    public static Durable<T> FromResult<T>(T result)
    {
        var durable = new Durable<T>();
        durable.SetResult(result);
        return durable;
    }

    /// <summary>For the compiler's await.</summary>
    public DurableAwaiter GetAwaiter() => new(this);

    internal static Durable FromException(Exception exception) => new() { _status = DurableStatus.Failed, Exception = exception };

    internal static Durable<T> FromException<T>(Exception exception) => new() { _status = DurableStatus.Failed, Exception = exception };

    /// <summary>Goes on after <paramref name="completed"/>; overridden by whatever can wait for another.</summary>
    internal virtual void Resume(Durable completed) => throw new UnreachableException();

    internal void AddContinuation(Durable waiting)
    {
        if (IsCompleted)
        {
            WorkflowContext.Current!.Enqueue(waiting, this);
            return;
        }

        switch (_continuations)
        {
            case null:
                _continuations = waiting;
                break;
            case Durable first:
                _continuations = new List<Durable> { first, waiting };
                break;
            default:
                ((List<Durable>)_continuations).Add(waiting);
                break;
        }
    }

    internal void RemoveContinuation(Durable waiting)
    {
        if (ReferenceEquals(_continuations, waiting))
        {
            _continuations = null;
        }
        else
        {
            (_continuations as List<Durable>)?.Remove(waiting);
        }
    }

    internal void SetResult() => Complete(DurableStatus.Succeeded);

    internal void SetException(Exception exception)
    {
        Exception = exception;
        Complete(DurableStatus.Failed);
    }

    [StackTraceHidden]
    internal void ThrowUnlessSucceeded()
    {
        if (_status == DurableStatus.Succeeded)
        {
            return;
        }

        if (_status == DurableStatus.Pending)
        {
            throw new InvalidOperationException("A durable operation has no result yet. Await it.");
        }

        ExceptionDispatchInfo.Throw(Exception!);
    }

    private void Complete(DurableStatus status)
    {
        _status = status;
        if (_continuations is null)
        {
            return;
        }

        var context = WorkflowContext.Current!;
        if (_continuations is Durable one)
        {
            context.Enqueue(one, this);
        }
        else
        {
            foreach (var waiting in (List<Durable>)_continuations)
            {
                context.Enqueue(waiting, this);
            }
        }

        _continuations = null;
    }
}
