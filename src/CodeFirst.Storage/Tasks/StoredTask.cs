using CodeFirst.Engine.Tasks;
using CodeFirst.Storage.Runs;

namespace CodeFirst.Storage.Tasks;

/// <summary>A ready task as it was read.</summary>
/// <param name="Key">The run it belongs to.</param>
/// <param name="Task">The task.</param>
/// <param name="Cursor">Its place in the queue's order, to go on reading after it.</param>
public readonly record struct StoredTask(RunKey Key, ReadyTask Task, TaskCursor Cursor);
