namespace OrderSaga.Contracts;

/// <summary>The contract of the order workflow. A service that places orders references this assembly alone and uses the generated <c>OrderWorkflowClient</c>.</summary>
[Workflow(TaskQueue = "orders")]
public interface IOrderWorkflow
{
    [WorkflowQuery]
    OrderStage Stage { get; }

    [WorkflowRun]
    Durable<Receipt> RunAsync(Order order);

    [WorkflowSignal]
    void Approve(string by);
}
