using CodeFirst.Protocol.Common.V1;

namespace CodeFirst.Engine.Signals;

/// <summary>The signal that comes with a signal-with-start.</summary>
public sealed record InitialSignal(string Name, Payloads? Input, Header? Header, string Identity, string RequestId);
