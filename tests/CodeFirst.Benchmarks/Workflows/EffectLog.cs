namespace CodeFirst.Benchmarks.Workflows;

/// <summary>A line for each effect of a step, appended by one write each, so that a killed process loses none that it made.</summary>
/// <param name="path">The file; null counts nothing.</param>
public sealed class EffectLog(string? path) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream? _file = path is null ? null : new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    public void Add(string effect)
    {
        if (_file is null)
        {
            return;
        }

        var line = System.Text.Encoding.UTF8.GetBytes(effect + "\n");
        lock (_gate)
        {
            _file.Write(line);
        }
    }

    public void Dispose() => _file?.Dispose();
}
