using System.Runtime.InteropServices;
using CodeFirst.EndToEnd.Tests.Processes;

namespace CodeFirst.EndToEnd.Tests.Native;

/// <summary>The server as it ships: the command line compiled to native code, in a folder of its own beside the sources.</summary>
public sealed class NativeServer : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private string _program = null!;

    public async ValueTask InitializeAsync()
    {
        var root = FindRoot();
        var artifacts = Path.Combine(root, "artifacts", "native");
        var output = Path.Combine(artifacts, "codefirst");
        using var patience = new CancellationTokenSource(Patience);
        await using var publish = TestProcess.StartFile(
            TestProcess.DotNet, "publish", Path.Combine(root, "src", "CodeFirst.Cli"), "--configuration", "Release", "--runtime", RuntimeInformation.RuntimeIdentifier,
            "--artifacts-path", artifacts, "--output", output, "--nologo", "--verbosity", "quiet", "-nodeReuse:false", "-p:UseSharedCompilation=false");
        var (exitCode, printed) = await publish.WaitForExitAsync(patience.Token);
        Assert.True(exitCode == 0, $"The server did not compile to native code, which needs clang or gcc.\n{printed}");
        _program = Path.Combine(output, "codefirst");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Runs the command.</summary>
    internal TestProcess Start(params string[] arguments) => TestProcess.StartFile(_program, arguments);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CodeFirst.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds CodeFirst.sln.");
        }

        return folder.FullName;
    }
}
