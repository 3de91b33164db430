using CodeFirst.Protocol.Common.V1;

namespace CodeFirst.Engine.Signals;

/// <summary>A signal as it is recorded; the one that comes with a signal-with-start.</summary>
public sealed record InitialSignal(string Name, Payloads? Input, Header? Header, string Identity, string RequestId, WorkflowExecution? Sender = null);
