using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Storage.Cluster;
using CodeFirst.Storage.Conformance;
using CodeFirst.TestDatabase;
using Npgsql;

namespace CodeFirst.Storage.Postgres.Tests.Cluster;

public sealed class RelayedQueryTests : IAsyncLifetime
{
    private const string Node = "node-1";
    private const string Queue = "orders";
    private const string Sticky = "orders-sticky";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private TestSchema _schema = null!;
    private PostgresStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _schema = await TestSchema.CreateAsync();
        _store = PostgresStore.Open(_schema.ConnectionString);
        await _store.MigrateAsync(CancellationToken.None);
        await _store.HeartbeatNodeAsync(Node, Minute, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _schema.DisposeAsync();
    }

    [Fact]
    public async Task Take_PolledQueue_GivesTheQueryOnceAsItWasAsked()
    {
        var query = await AskAsync();

        var taken = Assert.Single(await TakeAsync(Node, Queue));

        Assert.InRange(taken.Patience, TimeSpan.FromSeconds(1), Minute);
        Assert.Equal(query, taken with { Patience = query.Patience });
        Assert.Empty(await TakeAsync(Node, Queue));
        Assert.Empty(await TakeAsync("node-2", Queue));
    }

    [Fact]
    public async Task Take_OtherQueueOrNamespace_GivesNothing()
    {
        await AskAsync();

        Assert.Empty(await TakeAsync(Node, "others"));
        Assert.Empty(await _store.TakeQueriesAsync(Node, [(Guid.NewGuid().ToString(), Queue)], Minute, 10, CancellationToken.None));
    }

    [Fact]
    public async Task Take_StickyWorkerElsewhere_IsForThatNodeUntilThePatienceIsOver()
    {
        await AskAsync(Sticky);

        Assert.Empty(await TakeAsync(Node, Queue));
        Assert.Single(await TakeAsync(Node, Sticky));

        await AskAsync(Sticky);

        Assert.Single(await _store.TakeQueriesAsync(Node, [(Sample.Namespace, Queue)], TimeSpan.Zero, 10, CancellationToken.None));
    }

    [Fact]
    public async Task Take_NodeThatTookItIsGone_GivesItToTheNext()
    {
        await AskAsync();
        await TakeAsync(Node, Queue);

        await _store.LeaveAsync(Node, CancellationToken.None);

        Assert.Single(await TakeAsync("node-2", Queue));
    }

    [Fact]
    public async Task GiveBack_TakenQuery_IsForAnyNodeAsItWasAsked()
    {
        var query = await AskAsync();
        await TakeAsync(Node, Queue);

        await _store.GiveBackQueryAsync(Node, query.Id, CancellationToken.None);

        var taken = Assert.Single(await TakeAsync("node-2", Queue));
        Assert.InRange(taken.Patience, TimeSpan.FromSeconds(1), Minute);
        Assert.Equal(query, taken with { Patience = query.Patience });
    }

    [Fact]
    public async Task GiveBack_QueryThatAnotherNodeHas_ChangesNothing()
    {
        var query = await AskAsync();
        await TakeAsync(Node, Queue);

        await _store.GiveBackQueryAsync("node-2", query.Id, CancellationToken.None);

        Assert.Empty(await TakeAsync("node-2", Queue));
    }

    [Fact]
    public async Task GiveBack_StickyQueue_HasItsPatienceOnceMore()
    {
        var query = await AskAsync(Sticky, patience: Minute + Minute);
        await LetTimePassAsync(Minute);
        Assert.Single(await TakeAsync(Node, Queue));

        await _store.GiveBackQueryAsync(Node, query.Id, CancellationToken.None);

        Assert.Empty(await TakeAsync(Node, Queue));
        Assert.Single(await TakeAsync("node-2", Sticky));
    }

    [Fact]
    public async Task Take_MoreThanTheLimit_GivesTheOldestFirst()
    {
        var first = await AskAsync();
        var second = await AskAsync();

        Assert.Equal(first.Id, Assert.Single(await TakeAsync(Node, Queue, limit: 1)).Id);
        Assert.Equal(second.Id, Assert.Single(await TakeAsync(Node, Queue, limit: 1)).Id);
    }

    [Fact]
    public async Task Take_PatienceOver_GivesNothing()
    {
        await AskAsync(patience: -Minute);

        Assert.Empty(await TakeAsync(Node, Queue));
    }

    [Fact]
    public async Task TakeAnswers_AnsweredQuery_GivesTheAnswerOnceAndEndsTheQuery()
    {
        var query = await AskAsync();
        byte[] answer = [1, 2, 3];

        await _store.AnswerQueryAsync(query.Id, answer, CancellationToken.None);
        await _store.AnswerQueryAsync(query.Id, new byte[] { 4 }, CancellationToken.None);

        var (id, taken) = Assert.Single(await _store.TakeAnswersAsync([Guid.NewGuid().ToString(), query.Id], CancellationToken.None));
        Assert.Equal(query.Id, id);
        Assert.Equal(answer, taken.ToArray());
        Assert.Empty(await _store.TakeAnswersAsync([query.Id], CancellationToken.None));
        Assert.Empty(await TakeAsync(Node, Queue));
    }

    [Fact]
    public async Task Withdraw_QueryAndAnswer_LeavesNothing()
    {
        var asked = await AskAsync();
        var answered = await AskAsync();
        await _store.AnswerQueryAsync(answered.Id, new byte[] { 1 }, CancellationToken.None);

        await _store.WithdrawQueryAsync(asked.Id, CancellationToken.None);
        await _store.WithdrawQueryAsync(answered.Id, CancellationToken.None);

        Assert.Empty(await TakeAsync(Node, Queue));
        Assert.Empty(await _store.TakeAnswersAsync([asked.Id, answered.Id], CancellationToken.None));
    }

    private async Task<RelayedQuery> AskAsync(string sticky = "", TimeSpan? patience = null)
    {
        var query = new RelayedQuery
        {
            Id = Guid.NewGuid().ToString(),
            NamespaceId = Sample.Namespace,
            TaskQueue = Queue,
            StickyTaskQueue = sticky,
            Request = new QueryWorkflowRequest { Namespace = "default", Query = new() { QueryType = "status" } },
            Patience = patience ?? Minute,
        };
        await _store.AskQueryAsync(query, CancellationToken.None);
        return query;
    }

    private async Task LetTimePassAsync(TimeSpan time)
    {
        await using var source = NpgsqlDataSource.Create(_schema.ConnectionString);
        await using var command = source.CreateCommand("UPDATE relayed_queries SET asked = asked - $1, expires = expires - $1");
        command.Parameters.Add(new() { Value = time });
        await command.ExecuteNonQueryAsync();
    }

    private Task<IReadOnlyList<RelayedQuery>> TakeAsync(string node, string polled, int limit = 10) =>
        _store.TakeQueriesAsync(node, [(Sample.Namespace, polled)], Minute, limit, CancellationToken.None);
}
