using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CodeFirst.Engine.Tasks;
using CodeFirst.Storage.Cluster;

namespace CodeFirst.Storage.Postgres.Cluster;

/// <summary>Hints as text: a JSON array of the sender and one array for each hint, which begins with its kind. PostgreSQL takes less than 8000 bytes at a time.</summary>
internal static class HintPayload
{
    private const int MaxBytes = 7900;
    private const string Run = "r";
    private const string Task = "t";
    private const string Query = "q";
    private const string Answer = "a";
    private const string Pollers = "p";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Packs hints into as few payloads as they fit in. One that does not fit into any is left out: it is only a hint.</summary>
    public static List<string> Write(string sender, IEnumerable<StoreHint> hints)
    {
        var payloads = new List<string>();
        var head = $"\"{JsonEncodedText.Encode(sender)}\"";
        var payload = new StringBuilder();
        var bytes = 0;
        foreach (var hint in hints)
        {
            var text = Write(hint);
            var size = Encoding.UTF8.GetByteCount(text) + 1;
            if (head.Length + size + 2 > MaxBytes)
            {
                continue;
            }

            if (bytes + size > MaxBytes)
            {
                payloads.Add(payload.Append(']').ToString());
                bytes = 0;
            }

            if (bytes == 0)
            {
                payload.Clear().Append('[').Append(head);
                bytes = head.Length + 2;
            }

            payload.Append(',').Append(text);
            bytes += size;
        }

        if (bytes > 0)
        {
            payloads.Add(payload.Append(']').ToString());
        }

        return payloads;
    }

    /// <summary>Reads a payload; nothing when it is the listener's own, or what another version of this program wrote.</summary>
    public static IEnumerable<StoreHint> Read(string listener, string payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            var items = document.RootElement.EnumerateArray().ToArray();
            return items[0].GetString() == listener ? [] : [.. items.Skip(1).Select(Read)];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or IndexOutOfRangeException or FormatException)
        {
            return [];
        }
    }

    private static string Write(StoreHint hint)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, Relaxed);
        json.WriteStartArray();
        switch (hint)
        {
            case StoreHint.RunChanged run:
                json.WriteStringValue(Run);
                json.WriteStringValue(run.NamespaceId);
                json.WriteStringValue(run.WorkflowId);
                break;
            case StoreHint.TaskReady task:
                json.WriteStringValue(Task);
                json.WriteStringValue(task.NamespaceId);
                json.WriteStringValue(task.TaskQueue);
                json.WriteNumberValue((int)task.Kind);
                break;
            case StoreHint.QueryAsked query:
                json.WriteStringValue(Query);
                json.WriteStringValue(query.NamespaceId);
                json.WriteStringValue(query.TaskQueue);
                json.WriteStringValue(query.StickyTaskQueue);
                break;
            case StoreHint.QueryAnswered answer:
                json.WriteStringValue(Answer);
                json.WriteStringValue(answer.QueryId);
                break;
            case StoreHint.PollersAsked pollers:
                json.WriteStringValue(Pollers);
                json.WriteStringValue(pollers.AskId);
                json.WriteStringValue(pollers.NamespaceId);
                json.WriteStringValue(pollers.TaskQueue);
                json.WriteNumberValue((int)pollers.Kind);
                break;
            default:
                throw new UnreachableException();
        }

        json.WriteEndArray();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static StoreHint Read(JsonElement item) => item[0].GetString() switch
    {
        Run => new StoreHint.RunChanged(item[1].GetString()!, item[2].GetString()!),
        Task => new StoreHint.TaskReady(item[1].GetString()!, (TaskKind)item[3].GetInt32(), item[2].GetString()!),
        Query => new StoreHint.QueryAsked(item[1].GetString()!, item[2].GetString()!, item[3].GetString()!),
        Answer => new StoreHint.QueryAnswered(item[1].GetString()!),
        Pollers => new StoreHint.PollersAsked(item[1].GetString()!, item[2].GetString()!, (TaskKind)item[4].GetInt32(), item[3].GetString()!),
        var kind => throw new FormatException($"There is no kind of hint named '{kind}'."),
    };
}
