using System.Collections.Immutable;
using System.Globalization;
using CodeFirst.Storage.Postgres.Connections;
using CodeFirst.Storage.Runs;
using Npgsql;

namespace CodeFirst.Storage.Postgres.Runs;

/// <summary>
/// Commits a batch with one call of commit_runs. Batches lock rows in the same order, so that two which meet wait for each other rather than deadlock. In the
/// rare case that a commit loses after it has begun to write, the transaction is gone: the batch goes again without it.
/// </summary>
internal static class RunWriter
{
    public static async Task<ImmutableArray<CommitResult>> WriteAsync(PostgresDatabase database, IReadOnlyList<RunCommit> batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
        {
            return [];
        }

        var results = new CommitResult[batch.Count];
        int[] places = [.. Enumerable.Range(0, batch.Count).OrderBy(place => batch[place].Runs[0].Key.Slot)];
        while (places.Length > 0 && !await TryWriteAsync(database, batch, places, results, cancellationToken))
        {
            places = Array.FindAll(places, place => results[place] != CommitResult.Conflict);
        }

        return ImmutableArray.Create(results);
    }

    /// <summary>False when the transaction was rolled back, with a conflict in the results of those that have to stay away from the next one.</summary>
    private static async Task<bool> TryWriteAsync(
        PostgresDatabase database, IReadOnlyList<RunCommit> batch, int[] places, CommitResult[] results, CancellationToken cancellationToken)
    {
        var columns = new CommitColumns(places.Length);
        foreach (var place in places)
        {
            columns.Add(batch[place]);
        }

        try
        {
            var answer = (await database.WriteAsync(columns.ToStatement(), static row => row.GetFieldValue<int[]>(0), cancellationToken)).Single();
            foreach (var place in places)
            {
                results[place] = CommitResult.Committed;
            }

            MarkLost(answer.AsSpan(1));
            database.CountWrite(answer[0]);
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrors.LostInPart)
        {
            MarkLost(Array.ConvertAll(exception.MessageText.Split(','), text => int.Parse(text, CultureInfo.InvariantCulture)));
            return false;
        }

        void MarkLost(ReadOnlySpan<int> lost)
        {
            foreach (var number in lost)
            {
                results[places[number - 1]] = CommitResult.Conflict;
            }
        }
    }
}
