using System.Text;

namespace OrderSaga.Ledger;

/// <summary>
/// Stands for the bank, the warehouse and the carrier: a file to which each effect is appended once and flushed to the disk. Activities run at least once, so
/// whoever has effects has to recognise a repeated call by its idempotency key, as payment providers do.
/// </summary>
public sealed class EffectLedger : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly Dictionary<string, LedgerEntry> _entries;

    private EffectLedger(FileStream file, Dictionary<string, LedgerEntry> entries)
    {
        _file = file;
        _entries = entries;
    }

    /// <summary>Opens the ledger and drops a last line that a crash left unfinished.</summary>
    public static EffectLedger Open(string path)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        using var reader = new StreamReader(file, Encoding.UTF8, leaveOpen: true);
        var text = reader.ReadToEnd();
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        file.SetLength(Encoding.UTF8.GetByteCount(whole));
        file.Position = file.Length;
        var entries = whole.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(LedgerEntry.Parse);
        return new EffectLedger(file, entries.ToDictionary(entry => entry.Key, StringComparer.Ordinal));
    }

    /// <summary>Reads the lines as they stand in the file, which is what counts.</summary>
    public static IReadOnlyList<LedgerEntry> Read(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(LedgerEntry.Parse)];
    }

    /// <summary>Lets the effect happen, unless its key is known.</summary>
    /// <returns>The entry that stands: the given one, or the one that was there before.</returns>
    public LedgerEntry Record(LedgerEntry entry)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(entry.Key, out var known))
            {
                return known;
            }

            _file.Write(Encoding.UTF8.GetBytes($"{entry}\n"));
            _file.Flush(flushToDisk: true);
            _entries.Add(entry.Key, entry);
            return entry;
        }
    }

    public void Dispose() => _file.Dispose();
}
