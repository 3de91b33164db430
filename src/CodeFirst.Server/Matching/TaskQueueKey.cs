using CodeFirst.Engine.Tasks;

namespace CodeFirst.Server.Matching;

/// <summary>Names a task queue. Sticky queues are queues like any other.</summary>
internal readonly record struct TaskQueueKey(string NamespaceId, TaskKind Kind, string Name);
