using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.History.V1;

namespace CodeFirst.Sdk.Runtime;

/// <summary>
/// The commands that workflow code produced: first those of the workflow task at hand, then, once that task is answered, those that the history has to confirm,
/// one event for each and in the same order.
/// </summary>
internal sealed class CommandLog
{
    private readonly List<ProducedCommand> _produced = [];
    private readonly Queue<ProducedCommand> _unconfirmed = new();

    public void Add(Command command, PendingActivity? activity = null) => _produced.Add(new(command, activity));

    /// <summary>Takes back a command that was not sent yet.</summary>
    public bool TryWithdraw(Command command)
    {
        var index = _produced.FindLastIndex(produced => ReferenceEquals(produced.Command, command));
        if (index < 0)
        {
            return false;
        }

        _produced.RemoveAt(index);
        return true;
    }

    /// <summary>Hands over the commands of the workflow task at hand. From now on they are waiting to be confirmed.</summary>
    public IReadOnlyList<Command> Send()
    {
        var commands = new Command[_produced.Count];
        for (var i = 0; i < commands.Length; i++)
        {
            commands[i] = _produced[i].Command;
            _unconfirmed.Enqueue(_produced[i]);
        }

        _produced.Clear();
        return commands;
    }

    /// <summary>Matches an event that a command led to with the command the code produced.</summary>
    /// <exception cref="NonDeterminismException">They differ.</exception>
    public ProducedCommand Confirm(HistoryEvent historyEvent)
    {
        if (!_unconfirmed.TryDequeue(out var produced))
        {
            throw new NonDeterminismException($"Event {historyEvent.EventId} of the history is {CommandEvents.Describe(historyEvent)}, but the code now does nothing in its place.");
        }

        return CommandEvents.Match(produced.Command, historyEvent)
            ? produced
            : throw new NonDeterminismException($"Event {historyEvent.EventId} of the history is {CommandEvents.Describe(historyEvent)}, but the code now does {CommandEvents.Describe(produced.Command)} in its place.");
    }

    /// <summary>No more commands of the last task can be confirmed.</summary>
    /// <param name="nextEventId">Where the history goes on instead.</param>
    /// <exception cref="NonDeterminismException">The code produced more commands than the history knows.</exception>
    public void EnsureConfirmed(long nextEventId)
    {
        if (_unconfirmed.TryPeek(out var produced))
        {
            throw new NonDeterminismException($"The code now does {CommandEvents.Describe(produced.Command)} before event {nextEventId}, where the history has nothing of the kind.");
        }
    }
}
