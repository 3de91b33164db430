using CodeFirst.Protocol.Query.V1;
using CodeFirst.Storage.Runs;

namespace CodeFirst.Server.Matching;

/// <summary>A query on its way to any worker of the queue. It lives in memory only.</summary>
internal sealed record QueryItem(RunKey Run, string QueryId, WorkflowQuery Query, bool IsSticky) : QueueItem(Run, IsSticky);
