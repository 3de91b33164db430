namespace CodeFirst.Sdk.Tests.Exceptions;

public sealed class CodeFirstExceptionTests
{
    private static ActivityFailureException NewActivityFailure(Exception cause) => new("failed", cause) { ActivityType = "A", ActivityId = "1" };

    [Fact]
    public void IsCanceled_OfCancellations_IsTrue()
    {
        Assert.True(CodeFirstException.IsCanceled(new CanceledFailureException("cancelled")));
        Assert.True(CodeFirstException.IsCanceled(new TaskCanceledException()));
        Assert.True(CodeFirstException.IsCanceled(NewActivityFailure(new CanceledFailureException("cancelled"))));
    }

    [Fact]
    public void IsCanceled_OfOtherFailures_IsFalse()
    {
        Assert.False(CodeFirstException.IsCanceled(new TerminatedFailureException("terminated")));
        Assert.False(CodeFirstException.IsCanceled(NewActivityFailure(new ApplicationFailureException("failed"))));
    }

    [Fact]
    public void WorkflowFailed_Message_SaysWhichAndWhy() =>
        Assert.Equal("Workflow 'w' (run r) closed without a result: no funds", new WorkflowFailedException("w", "r", new ApplicationFailureException("no funds")).Message);

    [Fact]
    public void WorkflowFailed_RunUnknown_IsLeftOut() =>
        Assert.Equal("Workflow 'w' closed without a result: no funds", new WorkflowFailedException("w", "", new ApplicationFailureException("no funds")).Message);
}
