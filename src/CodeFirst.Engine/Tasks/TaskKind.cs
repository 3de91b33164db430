namespace CodeFirst.Engine.Tasks;

/// <summary>What kind of worker a task waits for.</summary>
public enum TaskKind
{
    /// <summary>A workflow task.</summary>
    Workflow = 1,

    /// <summary>An activity task.</summary>
    Activity = 2,
}
