using System.Collections.Immutable;
using CodeFirst.Engine;
using CodeFirst.Engine.Queries;
using CodeFirst.Engine.Tasks;
using CodeFirst.Protocol.Query.V1;
using CodeFirst.Server.Errors;
using CodeFirst.Server.Matching;
using CodeFirst.Server.Runs;

namespace CodeFirst.Server.Queries;

/// <summary>
/// The queries of one host that wait for an answer. With nothing pending a query goes to a worker as a task of its own; otherwise it travels with the
/// run's next workflow task, and so sees every event before it. Where only other processes have pollers for it, one of them does all this; also when its
/// worker went to another process before it took it.
/// </summary>
internal sealed class HostQueries(WorkflowKey key, HostContext context, Func<HostMessage, bool> post)
{
    private const int MaxBuffered = 100;
    private static readonly TimeSpan DefaultStickyPatience = TimeSpan.FromSeconds(10);

    private readonly List<QueryMessage> _waiting = [];

    public bool HasWaiting => _waiting.Exists(query => !query.IsDone);

    public void Add(QueryMessage query, RunState state)
    {
        _waiting.RemoveAll(other => other.IsDone);
        if (_waiting.Count >= MaxBuffered)
        {
            query.Fail(Refusals.Busy("too many queries wait for this workflow; try again later").ToException());
            return;
        }

        _waiting.Add(query);
        Route(query, state);
    }

    /// <summary>Hands a query of a task queue to a worker; false when it does not wait there any more.</summary>
    public bool TryHandOut(string queryId) => TryMove(queryId, QueryPlace.InQueue, QueryPlace.WithWorker);

    /// <summary>A worker's poll had ended when it got a query: it waits in its task queue again.</summary>
    public void TakeBack(string queryId) => TryMove(queryId, QueryPlace.WithWorker, QueryPlace.InQueue);

    /// <summary>Hands the buffered queries of a run to the workflow task that was just started.</summary>
    public ImmutableDictionary<string, WorkflowQuery> Attach(RunState state)
    {
        if (_waiting.Count == 0)
        {
            return ImmutableDictionary<string, WorkflowQuery>.Empty;
        }

        var attached = ImmutableDictionary.CreateBuilder<string, WorkflowQuery>(StringComparer.Ordinal);
        foreach (var query in _waiting.Where(query => TravelsWithTasks(query, state)))
        {
            query.Place = QueryPlace.WithTask;
            attached.Add(query.Id, query.Query);
        }

        return attached.ToImmutable();
    }

    /// <summary>Answers a query. One that does not wait here is left for the other processes; where there are none it is gone.</summary>
    public Task AnswerAsync(string runId, string queryId, WorkflowQueryResult result)
    {
        if (_waiting.Find(query => query.RunId == runId && query.Id == queryId) is { } query)
        {
            _waiting.Remove(query);
            query.SetResult(result);
            return Task.CompletedTask;
        }

        return context.Cluster.IsAlone
            ? Task.FromException(Refusals.QueryNotFound().ToException())
            : context.Answers.GiveAsync(queryId, RelayedAnswer.Write(new QueryAnswer(result)));
    }

    /// <summary>Looks again at the queries of a run that changed: their workflow task may have ended without an answer, or not come at all.</summary>
    public void Review(RunState state)
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        _waiting.RemoveAll(query => query.IsDone);
        var isTaskStarted = state.WorkflowTask is { StartedEventId: > 0 };
        foreach (var query in _waiting.Where(query => TravelsWithTasks(query, state)).ToList())
        {
            if (!isTaskStarted)
            {
                query.Place = QueryPlace.Buffered;
            }

            if (query.Place == QueryPlace.Buffered)
            {
                Route(query, state);
            }
        }
    }

    /// <summary>Leaves to other processes what no worker here has taken and none polls for any more. What came from another process goes back there.</summary>
    public void LeaveUnpolled(Func<string, RunState?> findRun)
    {
        if (context.Cluster.IsAlone)
        {
            return;
        }

        foreach (var query in _waiting.Where(IsUnpolled).ToList())
        {
            if (!query.MayRelay)
            {
                _waiting.Remove(query);
                query.Abandon();
            }
            else if (findRun(query.RunId) is { } state)
            {
                Route(query, state);
            }
        }
    }

    /// <summary>Asks any worker, after the sticky one was silent.</summary>
    public void Redispatch(QueryMessage query, RunState state)
    {
        if (!query.IsDone)
        {
            query.Place = QueryPlace.Buffered;
            Route(query, state, mayBeSticky: false);
        }
    }

    private static bool TravelsWithTasks(QueryMessage query, RunState state) =>
        query.RunId == state.RunId && !query.IsDone && query.Place is QueryPlace.Buffered or QueryPlace.WithTask;

    private static bool IsUnpolled(QueryMessage query) =>
        query is { IsDone: false, Place: QueryPlace.Buffered or QueryPlace.InQueue, Queue.IsPolledHere: false };

    private bool TryMove(string queryId, QueryPlace from, QueryPlace to)
    {
        if (_waiting.Find(query => query.Id == queryId && query.Place == from && !query.IsDone) is not { } query)
        {
            return false;
        }

        query.Place = to;
        return true;
    }

    private void Route(QueryMessage query, RunState state, bool mayBeSticky = true)
    {
        // Of the processes that are polled, one may know the run, or none be there at all: the worker that comes first decides.
        query.Queue = FindQueue(mayBeSticky && state.Sticky is { } sticky ? sticky.TaskQueue : state.TaskQueue);
        switch (state.GetQueryRoute(out var refusal))
        {
            case QueryRoute.Refused:
                _waiting.Remove(query);
                query.Fail(refusal!.ToException());
                return;

            case var _ when query.MayRelay && !context.Cluster.IsAlone && !query.Queue.IsPolledHere:
                query.Place = QueryPlace.Elsewhere;
                _ = context.Relay.AskAsync(query, key.NamespaceId, state);
                return;

            case QueryRoute.Direct:
                query.Place = QueryPlace.InQueue;
                _ = DispatchAsync(query, state, mayBeSticky);
                break;
        }

        if (!context.Cluster.IsAlone)
        {
            _ = context.Relay.ExpectAsync(query);
        }
    }

    private async Task DispatchAsync(QueryMessage query, RunState state, bool mayBeSticky)
    {
        var queue = query.Queue!;
        if (!mayBeSticky || state.Sticky is not { } sticky)
        {
            await OfferAsync(query, queue, isSticky: false);
            return;
        }

        // A query that another process passed on comes for any worker when no process has seen the sticky one for a while.
        if ((context.Cluster.IsAlone || queue.IsPolledHere) && await OfferAsync(query, queue, isSticky: true))
        {
            var patience = sticky.ScheduleToStartTimeout?.ToTimeSpan() ?? DefaultStickyPatience;
            await ((Task)query.Answer).WaitAsync(patience, context.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (query.IsDone || query.Place == QueryPlace.Elsewhere)
            {
                return;
            }
        }

        post(new LeaveStickyMessage(query));
    }

    private async ValueTask<bool> OfferAsync(QueryMessage query, ITaskQueue queue, bool isSticky) =>
        await queue.OfferAsync(new QueryItem(key.Run(query.RunId), query.Id, query.Query, isSticky)) != OfferOutcome.Unpolled;

    private ITaskQueue FindQueue(string name) => context.TaskQueues.Get(new TaskQueueKey(key.NamespaceId, TaskKind.Workflow, name));
}
