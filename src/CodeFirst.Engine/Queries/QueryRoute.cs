namespace CodeFirst.Engine.Queries;

/// <summary>How a query reaches workflow code so that it sees every event before it.</summary>
public enum QueryRoute
{
    /// <summary>Nothing is pending: dispatch the query as a task of its own.</summary>
    Direct = 1,

    /// <summary>A workflow task is scheduled or started: the query travels with the next one to start.</summary>
    WithWorkflowTask = 2,

    /// <summary>It cannot be answered; see the refusal.</summary>
    Refused = 3,
}
