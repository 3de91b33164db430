using System.Text;

namespace CodeFirst.EndToEnd.ChaosWorker;

/// <summary>A file with a line for each activity attempt that had its effect: <c>KEY ATTEMPT VALUE</c>. A line is on the disk before its activity completes.</summary>
public sealed class Ledger : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file;

    private Ledger(FileStream file) => _file = file;

    /// <summary>Makes the file; each process has its own.</summary>
    public static Ledger Open(string path) => new(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read));

    public void Write(string key, int attempt, string value)
    {
        lock (_gate)
        {
            _file.Write(Encoding.UTF8.GetBytes($"{key} {attempt} {value}\n"));
            _file.Flush(flushToDisk: true);
        }
    }

    public void Dispose() => _file.Dispose();
}
