using CodeFirst.Server.Cluster;
using CodeFirst.Server.Commits;
using CodeFirst.Server.Deadlines;
using CodeFirst.Server.Matching;
using CodeFirst.Server.Metrics;
using CodeFirst.Server.Outbox;
using CodeFirst.Server.Queries;
using CodeFirst.Storage;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Server.Runs;

/// <summary>What every host works with.</summary>
internal sealed record HostContext(
    IStore Store,
    CommitPipeline Commits,
    ITaskQueues TaskQueues,
    DeadlineQueue Deadlines,
    OutboxQueue Outbox,
    ClusterMembership Cluster,
    QueryRelay Relay,
    StoredAnswers Answers,
    ServerMetrics Metrics,
    TimeProvider Time,
    ILogger<WorkflowHost> Logger);
