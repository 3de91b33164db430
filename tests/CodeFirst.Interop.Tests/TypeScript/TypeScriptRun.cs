using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace CodeFirst.Interop.Tests.TypeScript;

/// <summary>One run of all scenarios on PostgreSQL, in one process of Node.js, for bundling workflows takes longer than most of them.</summary>
public sealed class TypeScriptRun : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly CancellationTokenSource _patience = new(Patience);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<ScenarioLine>> _lines = new(StringComparer.Ordinal);
    private readonly StringBuilder _output = new();
    private InteropServer? _server;
    private Task _running = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        await InstallAsync();
        _server = await InteropServer.StartAsync();
        _running = RunAsync(_server.Official.Connection.Options.TargetHost!);
    }

    /// <summary>The line of a scenario, as soon as it is printed.</summary>
    internal async Task<ScenarioLine> GetAsync(string scenario)
    {
        var line = Find(scenario).Task;
        await Task.WhenAny(line, _running);
        if (line.IsCompleted)
        {
            return await line;
        }

        await _running;
        throw new InvalidOperationException($"The scripts ended without a word of '{scenario}'.\n{_output}");
    }

    public async ValueTask DisposeAsync()
    {
        await _patience.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _patience.Dispose();
    }

    /// <summary>Installs the packages of the lock file, unless that was done since it was written. No package's own script is run.</summary>
    private async Task InstallAsync()
    {
        var installed = new FileInfo(Path.Combine(Scripts.Folder, "node_modules", ".package-lock.json"));
        if (installed.Exists && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(Scripts.Folder, "package-lock.json")))
        {
            return;
        }

        // Not "npm ci": it refuses a lock file that lacks the packages of other platforms, which npm leaves out when it writes one.
        using var npm = NodeProcess.Start("npm", "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund");
        var (exitCode, errors) = await npm.RunAsync(_ => { }, _patience.Token);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"npm could not install the packages of {Scripts.Folder}.\n{errors}");
        }
    }

    private async Task RunAsync(string address)
    {
        using var node = NodeProcess.Start("node", "main.js", address);
        var (exitCode, errors) = await node.RunAsync(Take, _patience.Token);
        _output.AppendLine(errors);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"node ended with exit code {exitCode}.\n{_output}");
        }
    }

    private void Take(string text)
    {
        if (text.StartsWith('{') && JsonSerializer.Deserialize<ScenarioLine>(text, JsonSerializerOptions.Web) is { } line)
        {
            Find(line.Scenario).TrySetResult(line);
        }
        else
        {
            _output.AppendLine(text);
        }
    }

    private TaskCompletionSource<ScenarioLine> Find(string scenario) =>
        _lines.GetOrAdd(scenario, _ => new TaskCompletionSource<ScenarioLine>(TaskCreationOptions.RunContinuationsAsynchronously));
}
