using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Failure.V1;

namespace CodeFirst.Engine.Updates;

/// <summary>How far an update is.</summary>
/// <param name="Stage">Admitted, accepted or completed.</param>
/// <param name="CompletedEventId">The event with the outcome; zero while there is none, or when the outcome is <paramref name="Failure"/>.</param>
/// <param name="Failure">The outcome of an update that was rejected, or that its run did not live to complete.</param>
public sealed record UpdateStatus(UpdateWorkflowExecutionLifecycleStage Stage, long CompletedEventId = 0, Failure? Failure = null);
