namespace CodeFirst.Sdk.Runtime;

/// <summary>Completes with the first that completes.</summary>
internal sealed class WhenAny<TDurable> : Durable<TDurable>
    where TDurable : Durable
{
    private readonly TDurable[] _all;

    public WhenAny(TDurable[] all)
    {
        _all = all;
        var first = Array.Find(all, durable => durable.IsCompleted);
        if (first is not null)
        {
            SetResult(first);
            return;
        }

        foreach (var durable in all)
        {
            durable.AddContinuation(this);
        }
    }

    internal override void Resume(Durable completed)
    {
        // Two may complete before this is resumed for the first of them.
        if (IsCompleted)
        {
            return;
        }

        // What is still open may live long, and must not gather one continuation for each round of a loop.
        foreach (var durable in _all)
        {
            durable.RemoveContinuation(this);
        }

        SetResult((TDurable)completed);
    }
}
