using CodeFirst.Engine.Schedules;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Schedule.V1;
using CodeFirst.Storage.Schedules;
using CodeFirst.Storage.Visibility;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using static CodeFirst.Storage.Visibility.VisibilityFilter;

namespace CodeFirst.Storage.Conformance;

public abstract class ScheduleConformance(IStoreSource source) : StoreConformance(source)
{
    private static readonly VisibilityField Customer = VisibilityField.Attribute("Customer", IndexedValueType.Keyword);
    private static readonly VisibilityField Paused = VisibilityField.Attribute("TemporalSchedulePaused", IndexedValueType.Bool);

    /// <summary>Filters over schedules a (of ada), b (of grace, paused) and c (of ada, paused), and those they find.</summary>
    public static TheoryData<string, VisibilityFilter?, string> Filters => new()
    {
        { "none", null, "a b c" },
        { "paused", new Comparison(Paused, ComparisonOperator.Equal, true), "b c" },
        { "not paused", new Comparison(Paused, ComparisonOperator.Equal, false), "a" },
        { "id", new Comparison(VisibilityField.WorkflowId, ComparisonOperator.Equal, "b"), "b" },
        { "id prefix", new Comparison(VisibilityField.WorkflowId, ComparisonOperator.StartsWith, "c"), "c" },
        { "attribute", new Comparison(Customer, ComparisonOperator.Equal, "ada"), "a c" },
        { "both", new And(new Comparison(Customer, ComparisonOperator.Equal, "ada"), new Comparison(Paused, ComparisonOperator.Equal, true)), "c" },
        { "either", new Or(new Comparison(Customer, ComparisonOperator.Equal, "grace"), new Comparison(Paused, ComparisonOperator.Equal, false)), "a b" },
        { "no attribute", new IsNull(Customer), "" },
    };

    [Fact]
    public async Task Create_New_IsLoadedAsItWas()
    {
        var data = Data("nightly");

        Assert.True(await Store.CreateScheduleAsync(ScheduleRecord.From(data), CancellationToken.None));

        var stored = await Store.LoadScheduleAsync(Key("nightly"), CancellationToken.None);
        Assert.Equal((1, data), (stored!.Version, stored.Data));
        Assert.Null(await Store.LoadScheduleAsync(Key("other"), CancellationToken.None));
        Assert.Null(await Store.LoadScheduleAsync(new ScheduleKey("no-uuid", "nightly"), CancellationToken.None));
    }

    [Fact]
    public async Task Create_IdTaken_IsFalseAndChangesNothing()
    {
        await Store.CreateScheduleAsync(ScheduleRecord.From(Data("nightly")), CancellationToken.None);

        Assert.False(await Store.CreateScheduleAsync(ScheduleRecord.From(Data("nightly", customer: "grace")), CancellationToken.None));

        Assert.Equal(Data("nightly"), (await Store.LoadScheduleAsync(Key("nightly"), CancellationToken.None))!.Data);
        Assert.Equal(0, await Store.CountSchedulesAsync(Sample.Namespace, new Comparison(Customer, ComparisonOperator.Equal, "grace"), CancellationToken.None));
    }

    [Fact]
    public async Task Update_ExpectedVersion_ReplacesEverythingAndCountsUp()
    {
        await Store.CreateScheduleAsync(ScheduleRecord.From(Data("nightly")), CancellationToken.None);
        var changed = Data("nightly", customer: "grace", isPaused: true);

        Assert.True(await Store.UpdateScheduleAsync(ScheduleRecord.From(changed), 1, CancellationToken.None));

        var stored = await Store.LoadScheduleAsync(Key("nightly"), CancellationToken.None);
        Assert.Equal((2, changed), (stored!.Version, stored.Data));
        Assert.Equal(0, await Store.CountSchedulesAsync(Sample.Namespace, new Comparison(Customer, ComparisonOperator.Equal, "ada"), CancellationToken.None));
        Assert.Equal(1, await Store.CountSchedulesAsync(Sample.Namespace, new Comparison(Customer, ComparisonOperator.Equal, "grace"), CancellationToken.None));
    }

    [Fact]
    public async Task Update_OtherVersionOrUnknown_IsFalseAndChangesNothing()
    {
        await Store.CreateScheduleAsync(ScheduleRecord.From(Data("nightly")), CancellationToken.None);
        var changed = ScheduleRecord.From(Data("nightly", customer: "grace"));

        Assert.False(await Store.UpdateScheduleAsync(changed, 0, CancellationToken.None));
        Assert.False(await Store.UpdateScheduleAsync(changed, 2, CancellationToken.None));
        Assert.False(await Store.UpdateScheduleAsync(ScheduleRecord.From(Data("other")), 1, CancellationToken.None));

        Assert.Equal(Data("nightly"), (await Store.LoadScheduleAsync(Key("nightly"), CancellationToken.None))!.Data);
    }

    [Fact]
    public async Task Update_ManyAtOnce_OneWins()
    {
        await Store.CreateScheduleAsync(ScheduleRecord.From(Data("nightly")), CancellationToken.None);
        var record = ScheduleRecord.From(Data("nightly", isPaused: true));

        var wins = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Store.UpdateScheduleAsync(record, 1, CancellationToken.None))));

        Assert.Single(wins, true);
    }

    [Fact]
    public async Task Delete_ExpectedVersion_LeavesNothing()
    {
        await Store.CreateScheduleAsync(ScheduleRecord.From(Data("nightly")), CancellationToken.None);

        Assert.False(await Store.DeleteScheduleAsync(Key("nightly"), 2, CancellationToken.None));
        Assert.True(await Store.DeleteScheduleAsync(Key("nightly"), 1, CancellationToken.None));
        Assert.False(await Store.DeleteScheduleAsync(Key("nightly"), 1, CancellationToken.None));

        Assert.Null(await Store.LoadScheduleAsync(Key("nightly"), CancellationToken.None));
        Assert.Equal(0, await Store.CountSchedulesAsync(Sample.Namespace, null, CancellationToken.None));
    }

    [Fact]
    public async Task ReadDue_Deadlines_AreThoseUntilATimeNearestFirst()
    {
        await CreateAsync(Data("third", next: 3), Data("first", next: 1), Data("second", next: 2), Data("paused", isPaused: true, next: 1), Data("never"));

        var due = await Store.ReadDueSchedulesAsync(Sample.Time(2), 10, CancellationToken.None);

        Assert.Equal([new(Key("first"), Sample.Time(1)), new(Key("second"), Sample.Time(2))], due);
        Assert.Equal(Key("first"), Assert.Single(await Store.ReadDueSchedulesAsync(Sample.Time(9), 1, CancellationToken.None)).Key);
    }

    [Theory]
    [MemberData(nameof(Filters), DisableDiscoveryEnumeration = true)]
    public async Task List_Filter_FindsWhatMatches(string name, VisibilityFilter? filter, string expected)
    {
        _ = name;
        await CreateAsync(Data("c", isPaused: true), Data("a"), Data("b", "grace", isPaused: true));

        var entries = await Store.ListSchedulesAsync(Sample.Namespace, filter, string.Empty, 10, CancellationToken.None);

        Assert.Equal(expected, string.Join(' ', entries.Select(entry => entry.ScheduleId)));
        Assert.Equal(entries.Count, await Store.CountSchedulesAsync(Sample.Namespace, filter, CancellationToken.None));
    }

    [Fact]
    public async Task List_Pages_AreInOrderAndOfOneNamespace()
    {
        await CreateAsync(Data("a"), Data("ä"), Data("Z"), Data("other", @namespace: "namespace-2"));

        var first = await Store.ListSchedulesAsync(Sample.Namespace, null, string.Empty, 2, CancellationToken.None);
        var second = await Store.ListSchedulesAsync(Sample.Namespace, null, first[^1].ScheduleId, 2, CancellationToken.None);

        Assert.Equal(["Z", "a"], first.Select(entry => entry.ScheduleId));
        Assert.Equal(["ä"], second.Select(entry => entry.ScheduleId));
        Assert.Empty(await Store.ListSchedulesAsync("no-uuid", null, string.Empty, 2, CancellationToken.None));
    }

    [Fact]
    public async Task List_Entry_SaysWhatAListShows()
    {
        var data = Data("nightly", isPaused: true);
        data.Schedule.State.Notes = "on holiday";
        await CreateAsync(data);

        var entry = Assert.Single(await Store.ListSchedulesAsync(Sample.Namespace, null, string.Empty, 10, CancellationToken.None));

        Assert.Equal((true, "on holiday", "Report"), (entry.Info.Paused, entry.Info.Notes, entry.Info.WorkflowType.Name));
        Assert.Equal(data.SearchAttributes, entry.SearchAttributes);
    }

    [Fact]
    public async Task Filter_PausedAsAClientSaysIt_IsAsTheStateIs()
    {
        var data = Data("nightly", isPaused: true);
        data.SearchAttributes.IndexedFields[ScheduleRecord.PausedAttribute] = new Payload
        {
            Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain"), ["type"] = ByteString.CopyFromUtf8("Bool") },
            Data = ByteString.CopyFromUtf8("false"),
        };
        await CreateAsync(data);

        Assert.Equal(1, await Store.CountSchedulesAsync(Sample.Namespace, new Comparison(Paused, ComparisonOperator.Equal, true), CancellationToken.None));
        Assert.Equal(0, await Store.CountSchedulesAsync(Sample.Namespace, new Comparison(Paused, ComparisonOperator.Equal, false), CancellationToken.None));
    }

    [Fact]
    public async Task DeleteNamespace_WithASchedule_IsFalse()
    {
        await Store.CreateNamespaceAsync(
            new() { Id = Sample.Namespace, Name = "orders", Retention = TimeSpan.FromDays(1), CreatedTime = Sample.Time(0) },
            CancellationToken.None);
        await CreateAsync(Data("nightly"));

        Assert.False(await Store.DeleteNamespaceAsync(Sample.Namespace, CancellationToken.None));
        await Store.DeleteScheduleAsync(Key("nightly"), 1, CancellationToken.None);

        Assert.True(await Store.DeleteNamespaceAsync(Sample.Namespace, CancellationToken.None));
    }

    private static ScheduleKey Key(string scheduleId) => new(Sample.Namespace, scheduleId);

    private static ScheduleData Data(string scheduleId, string customer = "ada", bool isPaused = false, double? next = null, string @namespace = "namespace-1") => new()
    {
        NamespaceId = Sample.Id(@namespace),
        ScheduleId = scheduleId,
        Id = new Guid(scheduleId.Length, (short)scheduleId[0], (short)scheduleId[^1], new byte[8]).ToString(),
        CreateTime = Sample.Time(0).ToTimestamp(),
        NextTime = next is { } seconds ? Sample.Time(seconds).ToTimestamp() : null,
        NextNominalTime = next is { } nominal ? Sample.Time(nominal).ToTimestamp() : null,

        // Something waits, so that a schedule without a next time does not come to its end.
        Buffer = { new BufferedStart() },
        Schedule = new Schedule
        {
            Spec = new ScheduleSpec(),
            Action = new ScheduleAction { StartWorkflow = new() { WorkflowId = "report", WorkflowType = new WorkflowType { Name = "Report" } } },
            Policies = new SchedulePolicies(),
            State = new ScheduleState { Paused = isPaused },
        },
        SearchAttributes = new SearchAttributes
        {
            IndexedFields =
            {
                ["Customer"] = new Payload
                {
                    Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain"), ["type"] = ByteString.CopyFromUtf8("Keyword") },
                    Data = ByteString.CopyFromUtf8($"\"{customer}\""),
                },
            },
        },
    };

    private async Task CreateAsync(params ScheduleData[] schedules)
    {
        foreach (var data in schedules)
        {
            Assert.True(await Store.CreateScheduleAsync(ScheduleRecord.From(data), CancellationToken.None));
        }
    }
}
