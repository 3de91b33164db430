using CodeFirst.Storage.Runs;

namespace CodeFirst.Storage.Conformance;

public static class StoreExtensions
{
    extension(IStore store)
    {
        /// <summary>Commits one transition as a batch of its own.</summary>
        public async Task<CommitResult> CommitOneAsync(RunCommit commit) => (await store.CommitAsync([commit], CancellationToken.None))[0];

        /// <summary>Commits one run as a batch of its own, and asserts that it is committed.</summary>
        public async Task PutAsync(RunWrite write) => Assert.Equal(CommitResult.Committed, await store.CommitOneAsync(Sample.Commit(write)));
    }
}
