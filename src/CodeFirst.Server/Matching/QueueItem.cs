using CodeFirst.Storage.Runs;

namespace CodeFirst.Server.Matching;

/// <summary>Something a poller can take.</summary>
/// <param name="Run">The run it is about.</param>
/// <param name="IsSticky">Whether it waits in a sticky queue, where it is of no use once nobody polls there.</param>
internal abstract record QueueItem(RunKey Run, bool IsSticky);
