using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Sdk.Converters;
using Google.Protobuf;

namespace CodeFirst.Sdk.Tests.Converters;

public sealed class PayloadConverterTests
{
    private static readonly PayloadConverter Converter = PayloadConverter.Default;

    private sealed record Order(string Id, decimal Amount, Kind Kind, TimeSpan Due, int? Priority);

    private enum Kind
    {
        None = 0,
        Express = 1,
    }

    private static string EncodingOf(Payload payload) => payload.Metadata["encoding"].ToStringUtf8();

    private static Payload NewPayload(string encoding, string data) => new()
    {
        Metadata = { ["encoding"] = ByteString.CopyFromUtf8(encoding) },
        Data = ByteString.CopyFromUtf8(data),
    };

    [Fact]
    public void Record_RoundTrip_IsPlainJsonWithItsOwnNames()
    {
        var order = new Order("order-1", 12.50m, Kind.Express, TimeSpan.FromMinutes(90), Priority: null);

        var payload = Converter.ToPayload(order);

        Assert.Equal("json/plain", EncodingOf(payload));
        Assert.Equal("""{"Id":"order-1","Amount":12.50,"Kind":1,"Due":"01:30:00","Priority":null}""", payload.Data.ToStringUtf8());
        Assert.Equal(order, Converter.FromPayload<Order>(payload));
    }

    [Fact]
    public void ValueTuple_RoundTrip_KeepsItsItems()
    {
        var payload = Converter.ToPayload((Sum: 3, Text: "1+2"));

        Assert.Equal("""{"Item1":3,"Item2":"1\u002B2"}""", payload.Data.ToStringUtf8());
        Assert.Equal((3, "1+2"), Converter.FromPayload<(int Sum, string Text)>(payload));
    }

    [Fact]
    public void Object_Encoded_TakesItsOwnType() =>
        Assert.Equal("""{"Id":"a","Amount":0,"Kind":0,"Due":"00:00:00","Priority":null}""", Converter.ToPayload<object>(new Order("a", 0, Kind.None, default, null)).Data.ToStringUtf8());

    [Fact]
    public void Null_RoundTrip_IsBinaryNull()
    {
        var payload = Converter.ToPayload<string?>(null);

        Assert.Equal("binary/null", EncodingOf(payload));
        Assert.True(payload.Data.IsEmpty);
        Assert.Null(Converter.FromPayload<string?>(payload));
        Assert.Null(Converter.FromPayload<int?>(payload));
    }

    [Fact]
    public void Null_ReadAsAValueThatCannotBeNull_Throws() =>
        Assert.Contains("System.Int32", Assert.Throws<InvalidOperationException>(() => Converter.FromPayload<int>(Converter.ToPayload<string?>(null))).Message, StringComparison.Ordinal);

    [Fact]
    public void Bytes_RoundTrip_AreBinaryPlain()
    {
        byte[] bytes = [1, 2, 255];

        var payload = Converter.ToPayload(bytes);

        Assert.Equal("binary/plain", EncodingOf(payload));
        Assert.Equal(bytes, Converter.FromPayload<byte[]>(payload));
    }

    [Fact]
    public void Message_RoundTrip_IsProtobufJsonWithItsType()
    {
        var execution = new WorkflowExecution { WorkflowId = "w", RunId = "r" };

        var payload = Converter.ToPayload(execution);

        Assert.Equal("json/protobuf", EncodingOf(payload));
        Assert.Equal("temporal.api.common.v1.WorkflowExecution", payload.Metadata["messageType"].ToStringUtf8());
        Assert.Equal(execution, Converter.FromPayload<WorkflowExecution>(payload));
    }

    [Fact]
    public void Message_InBinary_IsRead()
    {
        var execution = new WorkflowExecution { WorkflowId = "w", RunId = "r" };
        var payload = new Payload
        {
            Metadata = { ["encoding"] = ByteString.CopyFromUtf8("binary/protobuf"), ["messageType"] = ByteString.CopyFromUtf8("temporal.api.common.v1.WorkflowExecution") },
            Data = execution.ToByteString(),
        };

        Assert.Equal(execution, Converter.FromPayload<WorkflowExecution>(payload));
    }

    [Fact]
    public void Message_ReadAsAnother_Throws()
    {
        var payload = Converter.ToPayload(new WorkflowExecution());

        Assert.Contains("temporal.api.common.v1.WorkflowExecution", Assert.Throws<InvalidOperationException>(() => Converter.FromPayload<WorkflowType>(payload)).Message, StringComparison.Ordinal);
        Assert.Contains("generated class", Assert.Throws<InvalidOperationException>(() => Converter.FromPayload<string>(payload)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("json/plain", "{", "does not fit")]
    [InlineData("json/plain", "\"text\"", "does not fit")]
    [InlineData("binary/plain", "x", "Declare it as byte[]")]
    [InlineData("binary/encrypted", "x", "binary/encrypted")]
    public void Payload_ThatDoesNotFit_ThrowsWithTheReason(string encoding, string data, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidOperationException>(() => Converter.FromPayload<Order>(NewPayload(encoding, data))).Message, StringComparison.Ordinal);

    [Fact]
    public void Payload_WithoutEncoding_Throws() =>
        Assert.Contains("'encoding'", Assert.Throws<InvalidOperationException>(() => Converter.FromPayload<string>(new Payload())).Message, StringComparison.Ordinal);

    [Fact]
    public void Type_UnknownToTheSerializer_Throws()
    {
        var converter = new PayloadConverter(new JsonSerializerOptions { TypeInfoResolver = JsonTypeInfoResolver.Combine() });

        Assert.Contains(nameof(Order), Assert.Throws<InvalidOperationException>(() => converter.ToPayload(new Order("a", 0, Kind.None, default, null))).Message, StringComparison.Ordinal);
        Assert.Contains(nameof(Order), Assert.Throws<InvalidOperationException>(() => converter.FromPayload<Order>(NewPayload("json/plain", "{}"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_GivenByTheUser_AreUsed()
    {
        var converter = new PayloadConverter(JsonSerializerOptions.Web);

        Assert.StartsWith("{\"id\":\"a\"", converter.ToPayload(new Order("a", 0, Kind.None, default, null)).Data.ToStringUtf8(), StringComparison.Ordinal);
    }
}
