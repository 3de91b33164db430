using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Visibility;
using Google.Protobuf;

namespace CodeFirst.Storage.Tests.Visibility;

public class IndexedAttributeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, IndexedValueType, object[]> Values => new()
    {
        { "\"Ada\"", IndexedValueType.Keyword, ["Ada"] },
        { "[\"Ada\"]", IndexedValueType.Keyword, ["Ada"] },
        { "-5", IndexedValueType.Int, [-5L] },
        { "9223372036854775807", IndexedValueType.Int, [long.MaxValue] },
        { "2", IndexedValueType.Double, [2.0] },
        { "1.5e3", IndexedValueType.Double, [1500.0] },
        { "true", IndexedValueType.Bool, [true] },
        { "\"2026-08-01T14:00:00+02:00\"", IndexedValueType.Datetime, [Noon] },
        { "\"2026-08-01T12:00:00.123456789Z\"", IndexedValueType.Datetime, [Noon.AddTicks(1234567)] },
        { "\"2026-08-01t12:00:00z\"", IndexedValueType.Datetime, [Noon] },
        { "[\"a\", \"b\", \"a\"]", IndexedValueType.KeywordList, ["a", "b"] },
        { "\"Handle, with CARE: 2 Stück, care!\"", IndexedValueType.Text, ["handle", "with", "care", "2", "stück"] },
        { "\"...\"", IndexedValueType.Text, [""] },
    };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void From_Payload_HasItsValues(string json, IndexedValueType type, object[] expected)
    {
        var attribute = Assert.Single(IndexedAttribute.From(Attributes(json, type)));

        Assert.Equal("Name", attribute.Name);
        Assert.Equal(type, attribute.Type);
        Assert.Equal(expected, attribute.Values);
    }

    [Theory]
    [InlineData("null", IndexedValueType.Keyword)]
    [InlineData("[]", IndexedValueType.Int)]
    [InlineData("[]", IndexedValueType.KeywordList)]
    public void From_NoValue_IsLeftOut(string json, IndexedValueType type) => Assert.Empty(IndexedAttribute.From(Attributes(json, type)));

    [Theory]
    [InlineData("5", IndexedValueType.Keyword)]
    [InlineData("5.0", IndexedValueType.Int)]
    [InlineData("9223372036854775808", IndexedValueType.Int)]
    [InlineData("1e999", IndexedValueType.Double)]
    [InlineData("\"true\"", IndexedValueType.Bool)]
    [InlineData("[[1]]", IndexedValueType.Int)]
    [InlineData("\"2026-08-01\"", IndexedValueType.Datetime)]
    [InlineData("\"2026-08-01T12:00:00\"", IndexedValueType.Datetime)]
    [InlineData("\"2026-13-01T12:00:00Z\"", IndexedValueType.Datetime)]
    [InlineData("[\"a\", 1]", IndexedValueType.KeywordList)]
    [InlineData("{", IndexedValueType.Text)]
    [InlineData("", IndexedValueType.Text)]
    [InlineData("\"\\ud800\"", IndexedValueType.Text)]
    [InlineData("\"x\"", IndexedValueType.Unspecified)]
    public void TryRead_NoValueOfTheType_IsFalse(string json, IndexedValueType type) =>
        Assert.False(SearchAttributePayloads.TryRead(Attributes(json, IndexedValueType.Text).IndexedFields["Name"], type, out _));

    [Fact]
    public void TryRead_BinaryNull_IsNoValue()
    {
        var payload = new Payload { Metadata = { ["encoding"] = ByteString.CopyFromUtf8("binary/null") } };

        Assert.True(SearchAttributePayloads.TryRead(payload, IndexedValueType.Int, out var value));
        Assert.Null(value);
    }

    private static SearchAttributes Attributes(string json, IndexedValueType type)
    {
        var payload = new Payload { Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain") }, Data = ByteString.CopyFromUtf8(json) };
        SearchAttributePayloads.DeclareType(payload, type);
        return new SearchAttributes { IndexedFields = { ["Name"] = payload } };
    }
}
