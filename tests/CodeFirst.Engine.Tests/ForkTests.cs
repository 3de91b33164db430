using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.Tests;

public sealed class ForkTests
{
    [Fact]
    public void RunState_Forked_HasEveryField()
    {
        var state = Fill(new RunState());
        Assert.Equal(state, state.Fork());
    }

    [Fact]
    public void ActivityState_Forked_HasEveryField()
    {
        var activity = Fill(new ActivityState());
        Assert.Equal(activity, activity.Fork());
    }

    [Fact]
    public void RunState_ForkChanged_LeavesTheOriginal()
    {
        var state = Fill(new RunState());
        var before = state.ToByteArray();
        var fork = state.Fork();
        fork.Timers.Clear();
        fork.BufferedEvents.Clear();
        fork.AddReceivedSignal("another");
        fork.NextEventId++;
        Assert.Equal(before, state.ToByteArray());
    }

    // Sets every field, so that one that a fork forgets makes a difference.
    private static T Fill<T>(T message)
        where T : IMessage
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (field.IsMap)
            {
                var types = field.MessageType.Fields;
                ((IDictionary)field.Accessor.GetValue(message)).Add(Value(types[1]), Value(types[2]));
            }
            else if (field.IsRepeated)
            {
                ((IList)field.Accessor.GetValue(message)).Add(Value(field));
            }
            else
            {
                field.Accessor.SetValue(message, Value(field));
            }
        }

        return message;
    }

    private static object Value(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.String => "text",
        FieldType.Bytes => ByteString.CopyFromUtf8("bytes"),
        FieldType.Int32 => 7,
        FieldType.Int64 => 7L,
        FieldType.Bool => true,
        FieldType.Enum => 1,
        FieldType.Message when field.MessageType == Timestamp.Descriptor => new Timestamp { Seconds = 7 },
        FieldType.Message => field.MessageType.Parser.ParseFrom(ByteString.Empty),
        _ => throw new NotSupportedException($"Say how to fill {field.FullName}."),
    };
}
