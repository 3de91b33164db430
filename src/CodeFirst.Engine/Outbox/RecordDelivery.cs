namespace CodeFirst.Engine.Outbox;

/// <summary>
/// Tells a run what became of a message in its outbox; succeeds without a trace when the run knows already. Of the start of a child,
/// the answer is a <see cref="Children.ChildStartAnswer"/>.
/// </summary>
/// <param name="MessageId">The message.</param>
/// <param name="Result">What became of it.</param>
/// <param name="RunId">Of a child that was started: its run.</param>
public sealed record RecordDelivery(long MessageId, DeliveryResult Result, string RunId = "") : RunCommand;
