using System.Text;

namespace CodeFirst.EndToEnd.Worker;

/// <summary>
/// A file of what happened: a line <c>computed KEY VALUE</c> for each attempt, and a line <c>effect KEY VALUE</c> for the first of a key, as an outside system
/// with idempotency keys would let it happen. Lines are on the disk, and then printed for whoever watches.
/// </summary>
public sealed class Journal : IDisposable
{
    public const string Computed = "computed";
    public const string Effect = "effect";

    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly HashSet<string> _effects;

    private Journal(FileStream file, HashSet<string> effects)
    {
        _file = file;
        _effects = effects;
    }

    /// <summary>Opens the file and drops a last line that a crash left unfinished.</summary>
    public static Journal Open(string path)
    {
        var text = File.Exists(path) ? File.ReadAllText(path) : "";
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        var effects = whole.Split('\n').Select(line => line.Split(' ')).Where(words => words[0] == Effect).Select(words => words[1]);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        file.SetLength(Encoding.UTF8.GetByteCount(whole));
        file.Position = file.Length;
        return new Journal(file, effects.ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Writes down a computation, and its effect if the key has had none.</summary>
    public void Write(string key, string value)
    {
        lock (_gate)
        {
            WriteLine($"{Computed} {key} {value}");
            if (_effects.Add(key))
            {
                WriteLine($"{Effect} {key} {value}");
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private void WriteLine(string line)
    {
        _file.Write(Encoding.UTF8.GetBytes($"{line}\n"));
        _file.Flush(flushToDisk: true);
        Console.WriteLine(line);
    }
}
