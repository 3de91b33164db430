using System.Diagnostics;

namespace CodeFirst.Interop.Tests.TypeScript;

/// <summary>A program of Node.js, run in the folder of the scripts. Disposing kills it.</summary>
internal sealed class NodeProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private NodeProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public static NodeProcess Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Scripts.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return new NodeProcess(Process.Start(start)!);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new InvalidOperationException($"'{program}' does not start. The TypeScript scenarios need Node.js 20 and npm: apt-get install nodejs npm.", exception);
        }
    }

    /// <summary>Hands each line of its output over, until it ends.</summary>
    /// <returns>Its exit code and what it printed to its error output.</returns>
    public async Task<(int ExitCode, string Errors)> RunAsync(Action<string> line, CancellationToken cancellationToken)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } text)
        {
            line(text);
        }

        await _process.WaitForExitAsync(cancellationToken);
        return (_process.ExitCode, await _errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
