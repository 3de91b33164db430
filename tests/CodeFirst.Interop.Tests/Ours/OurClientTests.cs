using CodeFirst.Interop.Tests.Official;
using CodeFirst.Sdk;
using Temporalio.Worker;

namespace CodeFirst.Interop.Tests.Ours;

/// <summary>Our client starts workflows that the official worker runs, and activities cross over.</summary>
public sealed class OurClientTests : InteropTest
{
    private static readonly Person Ada = new("Ada", new DateOnly(1815, 12, 10), ["English"], null);

    [Fact]
    public async Task Workflow_OfTheOfficialWorker_CallsOurActivityAndCompletes() =>
        await RunOfficialWorkerAsync(Worker().AddWorkflow<PersonWorkflow>(), () => RunOurWorkerAsync(PersonWorkflow.ActivityQueue, async () =>
        {
            var started = await StartAsync("PersonWorkflow", "person", Ours.ToPayload(Ada));
            var handle = Ours.GetHandle<Person>(started.WorkflowId);

            await handle.SignalAsync("Learn", [Ours.ToPayload("French")]);

            var person = await handle.GetResultAsync();
            Assert.Equal(new DateOnly(1814, 12, 10), person.Born);
            Assert.Equal(["English", "French"], person.Languages);
            Assert.Equal("French", await handle.QueryAsync<string?>("Language", []));
        }));

    [Fact]
    public async Task Workflow_OfOurWorker_CallsAnActivityOfTheOfficialWorker() =>
        await RunOfficialWorkerAsync(new TemporalWorkerOptions("official-activities").AddAllActivities(new Activities()), () => RunOurWorkerAsync(async () =>
        {
            var caller = new OurCallerWorkflowClient(Ours);

            Assert.Equal("Hello, Ada!", await caller.ExecuteAsync("Ada", new WorkflowOptions { TaskQueue = TaskQueue }));
        }));

    [Fact]
    public async Task Workflow_OfTheOfficialWorkerFailing_OurClientGetsTheChainOfCauses() =>
        await RunOfficialWorkerAsync(Worker().AddWorkflow<ActivityWorkflow>().AddAllActivities(new Activities()), async () =>
        {
            var started = await StartAsync("ActivityWorkflow", "failing", Ours.ToPayload("Fail"));

            var failure = await Assert.ThrowsAsync<WorkflowFailedException>(() => Ours.GetHandle<string>(started.WorkflowId).GetResultAsync());

            var activity = Assert.IsType<ActivityFailureException>(failure.InnerException);
            Assert.Equal("Fail", activity.ActivityType);
            var declined = Assert.IsType<ApplicationFailureException>(activity.InnerException);
            Assert.Equal(("the card was declined", "CardDeclined", true), (declined.Message, declined.ErrorType, declined.NonRetryable));
            Assert.Equal(("visa", 42), (declined.Details.Read<string>(0), declined.Details.Read<int>(1)));
            Assert.Equal("limit reached", Assert.IsType<ApplicationFailureException>(declined.InnerException).Message);
        });

    private Task<StartedWorkflow> StartAsync(string workflowType, string id, CodeFirst.Protocol.Common.V1.Payload argument) =>
        Ours.StartWorkflowAsync(workflowType, TaskQueue, [argument], new WorkflowOptions { Id = id });
}
