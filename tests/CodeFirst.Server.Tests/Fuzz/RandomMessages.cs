using System.Collections;
using System.Collections.Concurrent;
using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Enums.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Server.Tests.Fuzz;

/// <summary>Messages of any type with fields that are right often enough to get past the first check.</summary>
internal sealed class RandomMessages(Random random, ConcurrentQueue<ByteString> tokens)
{
    private const int MaxDepth = 6;
    private const int MaxItems = 2;

    private static readonly long[] Numbers = [0, 1, 1, 2, 5, 100, -1, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue];

    private static readonly string[] Garbage =
        ["", "x", "ä\0ö", "'; DROP TABLE runs --", "🙂", "%s{0}", "00000000-0000-0000-0000-000000000000", "__stack_trace", new('x', 1_200), new('y', 70_000)];

    private static readonly string[] Queries =
        ["WorkflowId = 'w-1'", "ExecutionStatus = 'Running' ORDER BY StartTime", "GROUP BY ExecutionStatus", "StartTime > 5", "((", "Nobody = 1", ""];

    /// <summary>Fills a message.</summary>
    public T Fill<T>(T message, int depth = 0)
        where T : IMessage
    {
        if (message is Duration duration)
        {
            (duration.Seconds, duration.Nanos) = (Number(), (int)Math.Clamp(Number(), -5, 1_000_000_000));
            return message;
        }

        if (message is Timestamp timestamp)
        {
            (timestamp.Seconds, timestamp.Nanos) = (random.Next(2) == 0 ? DateTimeOffset.UtcNow.ToUnixTimeSeconds() : Number(), (int)Math.Clamp(Number(), -5, 1_000_000_000));
            return message;
        }

        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            var isOften = field.Name is "namespace" or "workflow_id" or "task_queue" or "task_token" or "workflow_execution" or "execution" or "name";
            if (random.Next(10) < (isOften ? 9 : 4) && (depth < MaxDepth || field.FieldType != FieldType.Message))
            {
                Set(message, field, depth);
            }
        }

        if (message is Command command && random.Next(4) > 0 && System.Enum.TryParse<CommandType>($"{command.AttributesCase}".Replace("CommandAttributes", "", StringComparison.Ordinal), out var type))
        {
            command.CommandType = type;
        }

        return message;
    }

    private void Set(IMessage message, FieldDescriptor field, int depth)
    {
        if (field.IsMap)
        {
            var map = (IDictionary)field.Accessor.GetValue(message);
            var (key, value) = (field.MessageType.FindFieldByNumber(1), field.MessageType.FindFieldByNumber(2));
            for (var i = random.Next(MaxItems + 1); i > 0; i--)
            {
                map[Value(key, depth)] = Value(value, depth);
            }
        }
        else if (field.IsRepeated)
        {
            var list = (IList)field.Accessor.GetValue(message);
            for (var i = random.Next(MaxItems + 1); i > 0; i--)
            {
                list.Add(Value(field, depth));
            }
        }
        else
        {
            field.Accessor.SetValue(message, Value(field, depth));
        }
    }

    private object Value(FieldDescriptor field, int depth) => field.FieldType switch
    {
        // A wrapper is its value.
        FieldType.Message when field.MessageType.FullName == DoubleValue.Descriptor.FullName => -1.5,
        FieldType.Message when field.MessageType.FullName == BoolValue.Descriptor.FullName => true,
        FieldType.Message when field.MessageType.FullName == Int64Value.Descriptor.FullName => Number(),
        FieldType.Message when field.MessageType.FullName == Int32Value.Descriptor.FullName => unchecked((int)Number()),
        FieldType.Message when field.MessageType.FullName == UInt32Value.Descriptor.FullName => unchecked((uint)Number()),
        FieldType.Message => Fill(field.MessageType.Parser.ParseFrom(ByteString.Empty), depth + 1),
        FieldType.String => Text(field.Name),
        FieldType.Bytes => Bytes(field.Name),
        FieldType.Bool => random.Next(2) == 0,
        FieldType.Enum => System.Enum.ToObject(field.EnumType.ClrType, random.Next(8) == 0 ? random.Next(-5, 1_000) : random.Next(8)),
        FieldType.Double => random.Next(3) switch { 0 => double.NaN, 1 => -1.5, _ => 2.0 },
        FieldType.Float => random.Next(3) switch { 0 => float.PositiveInfinity, 1 => -1.5f, _ => 2.0f },
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => unchecked((int)Number()),
        FieldType.UInt32 or FieldType.Fixed32 => unchecked((uint)Number()),
        FieldType.UInt64 or FieldType.Fixed64 => unchecked((ulong)Number()),
        _ => Number(),
    };

    private long Number() => random.Next(3) == 0 ? random.Next(30) : Numbers[random.Next(Numbers.Length)];

    private string Text(string field)
    {
        if (random.Next(12) == 0)
        {
            return Garbage[random.Next(Garbage.Length)];
        }

        return field switch
        {
            "namespace" => TestServer.Namespace,
            "workflow_id" => $"w-{random.Next(6)}",
            "run_id" or "first_execution_run_id" => random.Next(4) == 0 ? Guid.NewGuid().ToString() : "",
            "name" => random.Next(3) == 0 ? "Order" : TestServer.Queue,
            "query" => Queries[random.Next(Queries.Length)],
            "cron_schedule" => random.Next(4) == 0 ? "* * * * *" : "",
            _ => $"{field}-{random.Next(5)}",
        };
    }

    private ByteString Bytes(string field)
    {
        var garbage = new byte[random.Next(40)];
        random.NextBytes(garbage);
        if (field is not ("task_token" or "next_page_token") || !tokens.TryDequeue(out var token))
        {
            return ByteString.CopyFrom(garbage);
        }

        // A token is stale when it is used again.
        tokens.Enqueue(token);
        return random.Next(6) == 0 ? ByteString.CopyFrom(token.Span[..(token.Length / 2)]) : token;
    }
}
