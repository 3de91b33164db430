using History = CodeFirst.Protocol.History.V1.History;

namespace CodeFirst.Server.Histories;

/// <summary>A page of a run's history.</summary>
/// <param name="History">Its events.</param>
/// <param name="NextEventId">The id of the event to go on with.</param>
internal sealed record HistoryPage(History History, long NextEventId);
