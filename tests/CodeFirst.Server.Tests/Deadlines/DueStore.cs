using CodeFirst.Storage.Runs;

namespace CodeFirst.Server.Tests.Deadlines;

/// <summary>A store with runs that are due.</summary>
internal sealed class DueStore(IReadOnlyList<DueRun> runs) : UnusedStore
{
    public override Task<IReadOnlyList<DueRun>> ReadDueRunsAsync(DateTimeOffset until, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<DueRun>>([.. runs.Where(run => run.Deadline <= until).OrderBy(run => run.Deadline).Take(limit)]);
}
