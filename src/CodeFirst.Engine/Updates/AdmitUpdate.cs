using CodeFirst.Protocol.Update.V1;

namespace CodeFirst.Engine.Updates;

/// <summary>Admits an update, to be delivered with the next workflow task. An id that is admitted, accepted or completed already succeeds without a trace.</summary>
/// <param name="Request">The update; its id is not empty.</param>
/// <param name="MayBeSpeculative">
/// Whether this process can deliver it at once: then it lives in memory until the worker accepts it, or a few seconds have passed. Otherwise it is written,
/// so that any process can deliver it.
/// </param>
public sealed record AdmitUpdate(Request Request, bool MayBeSpeculative) : RunCommand;
