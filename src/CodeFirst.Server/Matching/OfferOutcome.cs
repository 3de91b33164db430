namespace CodeFirst.Server.Matching;

/// <summary>What became of an item that was brought to a task queue.</summary>
internal enum OfferOutcome
{
    /// <summary>A waiting poller has it.</summary>
    HandedOver = 1,

    /// <summary>It waits; somebody polled lately.</summary>
    Kept = 2,

    /// <summary>Nobody polled lately. It waits all the same, unless it is sticky: then it was not taken.</summary>
    Unpolled = 3,
}
