using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Engine.Signals;

/// <summary>Delivers a signal; a request id seen before succeeds without a trace, also on a closed run.</summary>
public sealed record SignalRun(SignalWorkflowExecutionRequest Request) : RunCommand;
