using System.Diagnostics;
using System.Threading.Channels;

namespace CodeFirst.EndToEnd.Tests.Processes;

/// <summary>A program, run as a process of its own. Disposing kills it.</summary>
internal sealed class TestProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _output = Channel.CreateUnbounded<string>();
    private readonly List<string> _errors = [];

    private TestProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                _output.Writer.TryComplete();
            }
            else
            {
                _output.Writer.TryWrite(line.Data);
            }
        };
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
            {
                _errors.Add(line.Data ?? "");
            }
        };
    }

    /// <summary>The lines it prints; ends with it.</summary>
    public ChannelReader<string> Output => _output.Reader;

    private string Errors
    {
        get
        {
            lock (_errors)
            {
                return string.Join('\n', _errors);
            }
        }
    }

    /// <summary>The command that runs programs which are not native, and builds others.</summary>
    public static string DotNet { get; } = Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";

    /// <summary>Starts a program that stands beside the tests.</summary>
    /// <param name="assembly">Its assembly, such as CodeFirst.Cli.</param>
    /// <param name="arguments">Its command line.</param>
    public static TestProcess Start(string assembly, params string[] arguments) =>
        StartFile(DotNet, [Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll"), .. arguments]);

    /// <summary>Starts a program.</summary>
    /// <param name="file">Its path.</param>
    /// <param name="arguments">Its command line.</param>
    public static TestProcess StartFile(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in start.Environment.Keys.Where(key => key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            // The test host was started by a build tool, which another one must not take for its own.
            start.Environment.Remove(variable);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var process = new TestProcess(new Process { StartInfo = start });
        process._process.Start();
        process._process.BeginOutputReadLine();
        process._process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Reads its output up to a line that begins like this.</summary>
    public async Task<string> WaitForLineAsync(string beginning, CancellationToken cancellationToken)
    {
        await foreach (var line in Output.ReadAllAsync(cancellationToken))
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The process ended and printed no line '{beginning}…'.\n{Errors}");
    }

    /// <summary>Waits until it ends by itself.</summary>
    /// <returns>Its exit code and all it printed.</returns>
    public async Task<(int ExitCode, string Output)> WaitForExitAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        await foreach (var line in Output.ReadAllAsync(cancellationToken))
        {
            lines.Add(line);
        }

        await _process.WaitForExitAsync(cancellationToken);
        return (_process.ExitCode, $"{string.Join('\n', lines)}\n{Errors}");
    }

    /// <summary>Ends it by SIGKILL, which it can neither catch nor delay.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }
}
