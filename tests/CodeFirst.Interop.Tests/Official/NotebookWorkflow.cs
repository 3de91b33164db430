using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Keeps lines that updates and signals write, until it is told to close or to go on as a new run.</summary>
[Workflow]
public sealed class NotebookWorkflow
{
    private readonly List<string> _lines;
    private bool _isReady;
    private bool _isClosed;
    private bool _continues;

    // Updates of the first task come before the run method.
    [WorkflowInit]
    public NotebookWorkflow(string[] lines) => _lines = [.. lines];

    [WorkflowQuery]
    public string[] Lines => [.. _lines];

    [WorkflowRun]
    public async Task<string[]> RunAsync(string[] lines)
    {
        await Workflow.WaitConditionAsync(() => _isClosed || _continues);
        return _isClosed ? [.. _lines] : throw Workflow.CreateContinueAsNewException((NotebookWorkflow workflow) => workflow.RunAsync(_lines.ToArray()));
    }

    [WorkflowUpdateValidator(nameof(WriteAsync))]
    public void ValidateWrite(string line)
    {
        if (line.Length == 0)
        {
            throw new ApplicationFailureException("an empty line", errorType: "EmptyLine");
        }
    }

    [WorkflowUpdate]
    public Task<int> WriteAsync(string line)
    {
        _lines.Add(line);
        return Task.FromResult(_lines.Count);
    }

    [WorkflowUpdate]
    public async Task<string> GreetAsync(string name)
    {
        var greeting = await Workflow.ExecuteActivityAsync(
            (Activities activities) => activities.Greet(name),
            new ActivityOptions { StartToCloseTimeout = TimeSpan.FromSeconds(30) });
        _lines.Add(greeting);
        return greeting;
    }

    [WorkflowUpdate]
    public async Task<string> WriteWhenReadyAsync(string line)
    {
        await Workflow.WaitConditionAsync(() => _isReady);
        _lines.Add(line);
        return line;
    }

    [WorkflowUpdate]
    public Task FailAsync() => throw new ApplicationFailureException("no ink", errorType: "NoInk");

    [WorkflowSignal]
    public Task NoteAsync(string line)
    {
        _lines.Add(line);
        return Task.CompletedTask;
    }

    [WorkflowSignal]
    public Task GetReadyAsync()
    {
        _isReady = true;
        return Task.CompletedTask;
    }

    [WorkflowSignal]
    public Task CloseAsync()
    {
        _isClosed = true;
        return Task.CompletedTask;
    }

    [WorkflowSignal]
    public Task ContinueAsync()
    {
        _continues = true;
        return Task.CompletedTask;
    }
}
