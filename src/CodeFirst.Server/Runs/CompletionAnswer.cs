using System.Collections.Immutable;
using CodeFirst.Engine.Activities;
using CodeFirst.Engine.WorkflowTasks;

namespace CodeFirst.Server.Runs;

/// <summary>What the completion of a workflow task brings its worker.</summary>
/// <param name="Completed">The engine's answer.</param>
/// <param name="NextTask">The run's next workflow task, already started; null when there is none, or it is for others.</param>
/// <param name="Activities">Attempts that the worker asked to run at once, already started.</param>
internal sealed record CompletionAnswer(WorkflowTaskCompleted Completed, WorkflowTaskHandout? NextTask, ImmutableArray<ActivityStarted> Activities);
