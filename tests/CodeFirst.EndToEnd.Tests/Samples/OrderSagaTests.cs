using CodeFirst.EndToEnd.Tests.Processes;

namespace CodeFirst.EndToEnd.Tests.Samples;

/// <summary>The sample as a user runs it.</summary>
public sealed class OrderSagaTests : IDisposable
{
    private const int KilledBySignal = 128 + 9;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("codefirst-saga-");

    [Fact]
    public async Task OrderSaga_Run_EndsWithTheTablesAndExitCodeZero()
    {
        var (exitCode, output) = await RunAsync();

        Assert.True(exitCode == 0, output);
        AssertStory(output);
        Assert.Contains("the bank does not answer (attempt 2)", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[", output, StringComparison.Ordinal);
        AssertLedger();
    }

    [Fact]
    public async Task OrderSaga_KilledAndRunAgain_GoesOnAndChargesOnce()
    {
        var (killedCode, killedOutput) = await RunAsync("--kill");
        Assert.True(killedCode == KilledBySignal, killedOutput);
        Assert.Equal(2, LedgerLines().Count(line => line.Contains("\tCharge\t", StringComparison.Ordinal)));

        var (exitCode, output) = await RunAsync();

        Assert.True(exitCode == 0, output);
        Assert.Contains("they go on", output, StringComparison.Ordinal);
        Assert.Contains("charge is in the ledger already (attempt 2): not done again", output, StringComparison.Ordinal);
        AssertStory(output);
        AssertLedger();
    }

    [Fact]
    public async Task OrderSaga_RunAfterAFinishedOne_BeginsANewRound()
    {
        await RunAsync();

        var (exitCode, output) = await RunAsync();

        Assert.True(exitCode == 0, output);
        Assert.Contains("Four new orders.", output, StringComparison.Ordinal);
        AssertLedger();
    }

    public void Dispose() => _data.Delete(recursive: true);

    private static void AssertStory(string output)
    {
        foreach (var row in (string[][])
        [
            ["order-1001", "Completed", "approved by Margaret"],
            ["order-1002", "Failed", "No carrier delivers to Atlantis."],
            ["order-1003", "Completed", "approved by Margaret"],
            ["order-1004", "Canceled"],
        ])
        {
            Assert.Contains(output.Split('\n'), line => row.All(cell => line.Contains(cell, StringComparison.Ordinal)));
        }

        Assert.Contains("Every charge and every refund happened exactly once.", output, StringComparison.Ordinal);
    }

    /// <summary>Checks the file itself, not what the sample says about it.</summary>
    private void AssertLedger()
    {
        var effects = LedgerLines().Select(line => line.Split('\t')).Select(fields => $"{fields[2]} {fields[1]}").ToList();

        Assert.Equal(
            [
                "order-1001 Charge", "order-1001 Reserve", "order-1001 Ship",
                "order-1002 Charge", "order-1002 Refund", "order-1002 Release", "order-1002 Reserve",
                "order-1003 Charge", "order-1003 Reserve", "order-1003 Ship",
                "order-1004 Release", "order-1004 Reserve",
            ],
            effects.Order(StringComparer.Ordinal));
        Assert.True(effects.IndexOf("order-1002 Refund") < effects.IndexOf("order-1002 Release"), "what was done last is undone first");
    }

    private string[] LedgerLines() => File.ReadAllLines(Path.Combine(_data.FullName, "ledger.tsv"));

    private async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using var patience = new CancellationTokenSource(Patience);
        await using var sample = TestProcess.Start("OrderSaga", ["--data", _data.FullName, .. arguments]);
        return await sample.WaitForExitAsync(patience.Token);
    }
}
