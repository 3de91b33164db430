using CodeFirst.Sdk;

namespace CodeFirst.Interop.Tests.Ours;

/// <summary>Continues as new until it has counted down.</summary>
[Workflow]
public sealed partial class OurCountdownWorkflow
{
    [WorkflowRun]
    public async Durable<string> RunAsync(int count, string trail)
    {
        if (count > 0)
        {
            throw ContinueAsNew(count - 1, $"{trail}{count} ");
        }

        await Workflow.DelayAsync(TimeSpan.FromMilliseconds(1));
        return trail;
    }
}
