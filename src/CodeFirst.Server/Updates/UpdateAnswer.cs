using CodeFirst.Engine.Updates;
using CodeFirst.Server.Runs;

namespace CodeFirst.Server.Updates;

/// <summary>How far an update is.</summary>
/// <param name="View">The run at that moment; its history has the outcome, if the status names an event.</param>
/// <param name="UpdateId">Which update.</param>
/// <param name="Status">Its stage.</param>
internal sealed record UpdateAnswer(RunView View, string UpdateId, UpdateStatus Status);
