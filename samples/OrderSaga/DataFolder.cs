namespace OrderSaga;

/// <summary>Where the sample keeps its state: the server's database and the ledger. It is kept for looking at, until a new round of orders begins.</summary>
public sealed class DataFolder
{
    private readonly string _finishedMark;

    private DataFolder(string path, bool holdsUnfinishedOrders)
    {
        Path = path;
        HoldsUnfinishedOrders = holdsUnfinishedOrders;
        _finishedMark = FinishedMark(path);
    }

    public static string DefaultPath { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"order-saga-{Environment.UserName}");

    public string Path { get; }

    /// <summary>Whether a round was begun here and not brought to its end.</summary>
    public bool HoldsUnfinishedOrders { get; }

    public string Database => DatabaseOf(Path);

    public string Ledger => LedgerOf(Path);

    /// <summary>Opens the folder: to go on with a round that was cut off, else for a new one.</summary>
    public static DataFolder Open(string path)
    {
        Directory.CreateDirectory(path);
        if (File.Exists(FinishedMark(path)))
        {
            foreach (var file in (string[])[LedgerOf(path), .. Directory.GetFiles(path, System.IO.Path.GetFileName(DatabaseOf(path)) + "*"), FinishedMark(path)])
            {
                File.Delete(file);
            }
        }

        return new DataFolder(path, holdsUnfinishedOrders: File.Exists(LedgerOf(path)));
    }

    /// <summary>Says that every order has ended.</summary>
    public void MarkFinished() => File.WriteAllBytes(_finishedMark, []);

    private static string DatabaseOf(string path) => System.IO.Path.Combine(path, "codefirst.db");

    private static string LedgerOf(string path) => System.IO.Path.Combine(path, "ledger.tsv");

    private static string FinishedMark(string path) => System.IO.Path.Combine(path, "finished");
}
