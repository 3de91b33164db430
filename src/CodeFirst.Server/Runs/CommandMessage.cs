using CodeFirst.Engine;

namespace CodeFirst.Server.Runs;

/// <summary>A command that is answered with the engine's reply.</summary>
internal class CommandMessage(RunTarget target, RunCommand command) : RunMessage<CommandReply?>(target, command)
{
    protected override CommandReply? GetAnswer(WorkflowHost host) => CommandReply;
}
