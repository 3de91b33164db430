namespace CodeFirst.Sdk.Runtime;

/// <summary>Completes when all have completed, with the first failure in their order, if there is one.</summary>
internal sealed class WhenAll : Durable
{
    private readonly Durable[] _all;
    private int _open;

    public WhenAll(Durable[] all)
    {
        _all = all;
        foreach (var durable in all)
        {
            if (!durable.IsCompleted)
            {
                _open++;
                durable.AddContinuation(this);
            }
        }

        if (_open == 0)
        {
            Finish();
        }
    }

    internal override void Resume(Durable completed)
    {
        if (--_open == 0)
        {
            Finish();
        }
    }

    private void Finish()
    {
        foreach (var durable in _all)
        {
            if (durable.Exception is { } exception)
            {
                SetException(exception);
                return;
            }
        }

        SetResult();
    }
}
