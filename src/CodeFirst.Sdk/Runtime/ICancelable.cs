namespace CodeFirst.Sdk.Runtime;

/// <summary>A pending operation that a token can cancel.</summary>
internal interface ICancelable
{
    WorkflowContext Context { get; }

    void Cancel();
}
