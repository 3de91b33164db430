namespace CodeFirst.Storage.Conformance.Faults;

/// <summary>What goes wrong with one call.</summary>
public enum StoreFault
{
    /// <summary>Nothing.</summary>
    None = 1,

    /// <summary>It fails, and nothing happened.</summary>
    Before = 2,

    /// <summary>It fails, although it happened: the answer is lost.</summary>
    After = 3,
}
