using System.Collections.Immutable;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Visibility;
using static CodeFirst.Storage.Visibility.ComparisonOperator;
using static CodeFirst.Storage.Visibility.VisibilityFilter;

namespace CodeFirst.Storage.Conformance;

/// <summary>B61: filters over search attributes of every type.</summary>
public abstract class SearchAttributeConformance(IStoreSource source) : StoreConformance(source)
{
    private static readonly VisibilityField Customer = VisibilityField.Attribute("Customer", IndexedValueType.Keyword);
    private static readonly VisibilityField Amount = VisibilityField.Attribute("Amount", IndexedValueType.Int);
    private static readonly VisibilityField Rate = VisibilityField.Attribute("Rate", IndexedValueType.Double);
    private static readonly VisibilityField Urgent = VisibilityField.Attribute("Urgent", IndexedValueType.Bool);
    private static readonly VisibilityField Due = VisibilityField.Attribute("Due", IndexedValueType.Datetime);
    private static readonly VisibilityField Tags = VisibilityField.Attribute("Tags", IndexedValueType.KeywordList);
    private static readonly VisibilityField Note = VisibilityField.Attribute("Note", IndexedValueType.Text);

    /// <summary>Filters over the runs of <see cref="PutExamplesAsync"/>, and the ids of the runs they find, in order. Run "none" has no attributes.</summary>
    public static TheoryData<string, VisibilityFilter, string> Filters => new()
    {
        { "keyword", new Comparison(Customer, Equal, "ada"), "a" },
        { "keyword in another case", new Comparison(Customer, Equal, "Ada"), "" },
        { "keyword differs, which none does not", new Comparison(Customer, NotEqual, "ada"), "c b" },
        { "not keyword, which none is not either", new Not(new Comparison(Customer, Equal, "ada")), "c b" },
        { "keyword in", new In(Customer, ["ada", "grace", "x"]), "b a" },
        { "keyword not in", new Not(new In(Customer, ["ada", "grace"])), "c" },
        { "keyword after", new Comparison(Customer, Greater, "b"), "c b" },
        { "keyword from", new Comparison(Customer, GreaterOrEqual, "grace"), "c b" },
        { "keyword by its bytes", new Comparison(Customer, Greater, "grz"), "c" },
        { "keyword prefix", new Comparison(Customer, StartsWith, "gra"), "b" },
        { "keyword prefix in another case", new Comparison(Customer, StartsWith, "Gra"), "" },
        { "keyword prefix with wildcards", new Comparison(Customer, StartsWith, "g%"), "" },
        { "no keyword prefix", new Not(new Comparison(Customer, StartsWith, "gra")), "c a" },
        { "no keyword", new IsNull(Customer), "none" },
        { "some keyword", new Not(new IsNull(Customer)), "c b a" },
        { "quoted keyword", new Comparison(Customer, Equal, "' OR ''='"), "" },
        { "json keyword", new Comparison(Customer, Equal, "\"ada\""), "" },
        { "int", new Comparison(Amount, Equal, 10L), "a" },
        { "int differs", new Comparison(Amount, NotEqual, 10L), "c b" },
        { "int above", new Comparison(Amount, Greater, 10L), "b" },
        { "int above a fraction", new Comparison(Amount, GreaterOrEqual, 9.5), "b a" },
        { "int equal to a real", new Comparison(Amount, Equal, 10.0), "a" },
        { "int below", new Comparison(Amount, Less, 0L), "c" },
        { "int at its limit", new Comparison(Amount, Equal, long.MaxValue), "b" },
        { "int in", new In(Amount, [10L, -5L]), "c a" },
        { "int between", new And(new Comparison(Amount, GreaterOrEqual, -5L), new Comparison(Amount, LessOrEqual, 10L)), "c a" },
        { "double", new Comparison(Rate, Equal, 0.1), "a" },
        { "double equal to an integer", new Comparison(Rate, Equal, 2L), "b" },
        { "double below", new Comparison(Rate, Less, 1.5), "c a" },
        { "double not below", new Not(new Comparison(Rate, Less, 1.5)), "b" },
        { "double very large", new Comparison(Rate, LessOrEqual, -1e300), "c" },
        { "bool", new Comparison(Urgent, Equal, true), "c a" },
        { "bool differs", new Comparison(Urgent, NotEqual, true), "b" },
        { "bool in", new In(Urgent, [true, false]), "c b a" },
        { "time", new Comparison(Due, Equal, Sample.Time(1.0000001)), "a" },
        { "time before", new Comparison(Due, Less, Sample.Time(2)), "a" },
        { "time after", new Comparison(Due, Greater, Sample.Time(1.5)), "c b" },
        { "list contains", new Comparison(Tags, Equal, "red"), "b a" },
        { "list does not contain, which none does not", new Comparison(Tags, NotEqual, "red"), "c" },
        { "list contains any", new In(Tags, ["blue", "green"]), "c a" },
        { "list contains none of", new Not(new In(Tags, ["blue", "green"])), "b" },
        { "no list", new IsNull(Tags), "none" },
        { "text has word", new In(Note, ["fragile"]), "b a" },
        { "text has any word", new In(Note, ["fragile", "heavy"]), "c b a" },
        { "text lacks word", new Not(new In(Note, ["fragile"])), "c" },
        { "no text", new IsNull(Note), "none" },
        { "another name", new Comparison(VisibilityField.Attribute("Nobody", IndexedValueType.Keyword), Equal, "ada"), "" },
        { "of another type is another field", new Comparison(VisibilityField.Attribute("Customer", IndexedValueType.KeywordList), Equal, "ada"), "" },
        { "number and truth are not the same", new Comparison(VisibilityField.Attribute("Urgent", IndexedValueType.Int), Equal, 1L), "" },
        { "and", new And(new Comparison(Tags, Equal, "red"), new Comparison(Urgent, Equal, true)), "a" },
        { "or", new Or(new Comparison(Customer, Equal, "ada"), new IsNull(Tags)), "none a" },
        { "with a column", new And(new Comparison(VisibilityField.WorkflowType, Equal, "Order"), new Comparison(Tags, Equal, "red")), "b a" },
        { "unknown or true", new Or(new Comparison(Amount, Greater, 0L), new Comparison(VisibilityField.RunId, Equal, Sample.Id("none"))), "none b a" },
        { "not unknown and false", new Not(new And(new Comparison(Amount, Greater, 0L), new Comparison(VisibilityField.RunId, Equal, Sample.Id("a")))), "none c b" },
    };

    [Theory]
    [MemberData(nameof(Filters), DisableDiscoveryEnumeration = true)]
    public async Task List_Filter_FindsWhatMatchesInOrder(string name, VisibilityFilter filter, string expected)
    {
        await PutExamplesAsync();

        var found = await Store.ListRunsAsync(Sample.Namespace, filter, after: null, 100, CancellationToken.None);

        Assert.True(expected == string.Join(' ', found.Select(record => Sample.Name(record.Key.RunId))), name);
        Assert.Equal(found.Count, (await Store.CountRunsAsync(Sample.Namespace, filter, CancellationToken.None)).Values.Sum());
    }

    [Fact]
    public async Task List_PageByPage_GoesOnAfterTheCursor()
    {
        await PutExamplesAsync();
        var filter = new In(Tags, ["red", "blue"]);

        var first = await Store.ListRunsAsync(Sample.Namespace, filter, after: null, 1, CancellationToken.None);
        var after = new VisibilityCursor(first[0].CloseTime, first[0].StartTime, first[0].Key.RunId);
        var rest = await Store.ListRunsAsync(Sample.Namespace, filter, after, 10, CancellationToken.None);

        Assert.Equal(["b", "a"], first.Concat(rest).Select(record => Sample.Name(record.Key.RunId)));
    }

    [Fact]
    public async Task List_OtherNamespace_FindsNoAttributeOfThisOne()
    {
        await PutExamplesAsync();

        Assert.Empty(await Store.ListRunsAsync(Sample.Id("namespace-2"), new Comparison(Customer, Equal, "ada"), after: null, 10, CancellationToken.None));
    }

    [Fact]
    public async Task Commit_Attributes_ReplacesThemAll()
    {
        await PutExamplesAsync();
        var key = Sample.Key("a");

        await Store.PutAsync(Sample.Write(key, 1) with { Visibility = Sample.Record(key, start: 1) with { Attributes = [Of(Customer, "alan")] } });

        Assert.Empty(await ListAsync(new Comparison(Customer, Equal, "ada")));
        Assert.Equal(["b"], await ListAsync(new Comparison(Tags, Equal, "red")));
        Assert.Equal(["a"], await ListAsync(new Comparison(Customer, Equal, "alan")));
    }

    [Fact]
    public async Task DeleteRun_Attributes_GoWithIt()
    {
        await PutExamplesAsync();

        await Store.DeleteRunAsync(Sample.Key("a"), CancellationToken.None);
        await Store.PutAsync(Sample.Write(Sample.Key("a"), 0) with { Visibility = Sample.Record(Sample.Key("a"), start: 1) });

        Assert.Empty(await ListAsync(new Comparison(Customer, Equal, "ada")));
    }

    private static IndexedAttribute Of(VisibilityField field, params ImmutableArray<object> values) => new(field.Name, field.Type, values);

    private async Task<IEnumerable<string>> ListAsync(VisibilityFilter filter) =>
        (await Store.ListRunsAsync(Sample.Namespace, filter, after: null, 100, CancellationToken.None)).Select(record => Sample.Name(record.Key.RunId));

    private async Task PutExamplesAsync()
    {
        await PutAsync(
            "a", 1, Of(Customer, "ada"), Of(Amount, 10L), Of(Rate, 0.1), Of(Urgent, true), Of(Due, Sample.Time(1.0000001)), Of(Tags, "red", "blue"), Of(Note, "very", "fragile"));
        await PutAsync(
            "b", 2, Of(Customer, "grace"), Of(Amount, long.MaxValue), Of(Rate, 2.0), Of(Urgent, false), Of(Due, Sample.Time(2)), Of(Tags, "red"), Of(Note, "fragile"));
        await PutAsync(
            "c", 3, Of(Customer, "größe"), Of(Amount, -5L), Of(Rate, -1e300), Of(Urgent, true), Of(Due, Sample.Time(3)), Of(Tags, "green"), Of(Note, "heavy"));
        await PutAsync("none", 4);
    }

    private Task PutAsync(string runId, double start, params ImmutableArray<IndexedAttribute> attributes)
    {
        var key = Sample.Key(runId);
        return Store.PutAsync(Sample.Write(key, 0) with { Visibility = Sample.Record(key, start) with { Attributes = attributes } });
    }
}
