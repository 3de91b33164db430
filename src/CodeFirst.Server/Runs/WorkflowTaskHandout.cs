using System.Collections.Immutable;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Query.V1;

namespace CodeFirst.Server.Runs;

/// <summary>A started workflow task with what its poll response is made of.</summary>
/// <param name="Task">The engine's answer.</param>
/// <param name="View">The run at that moment.</param>
/// <param name="Queries">Queries that travel with the task, by id.</param>
internal sealed record WorkflowTaskHandout(WorkflowTaskStarted Task, RunView View, ImmutableDictionary<string, WorkflowQuery> Queries);
