using CodeFirst.Engine.Externals;
using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Engine.Signals;

/// <summary>Delivers a signal; a request id seen before succeeds without a trace, also on a closed run.</summary>
/// <param name="Request">The signal.</param>
/// <param name="EndsBackoff">Whether it ends the delay before the run's first workflow task, as a signal-with-start does.</param>
/// <param name="Caller">The workflow that sends it; null for a client.</param>
public sealed record SignalRun(SignalWorkflowExecutionRequest Request, bool EndsBackoff = false, ExternalCaller? Caller = null) : RunCommand;
