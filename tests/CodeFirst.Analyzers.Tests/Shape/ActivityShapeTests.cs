using CodeFirst.Analyzers.Shape;

namespace CodeFirst.Analyzers.Tests.Shape;

public sealed class ActivityShapeTests
{
    [Theory]
    [InlineData("[Activity(StartToCloseTimeout = \"soon\")] public void {|CF1008:Do|}() { }")]
    [InlineData("[Activity(ScheduleToCloseTimeout = \"\")] public void {|CF1008:Do|}() { }")]
    [InlineData("[Activity(ScheduleToStartTimeout = \"00:00\")] public void {|CF1008:Do|}() { }")]
    [InlineData("[Activity(HeartbeatTimeout = \"-00:00:01\")] public void {|CF1008:Do|}() { }")]
    [InlineData("[Activity(StartToCloseTimeout = \"30\")] public void {|CF1008:Do|}() { }")]
    [InlineData("[Activity(MaximumAttempts = -1)] public void {|CF1008:Do|}() { }")]
    [InlineData("[Activity(\"\")] public void {|CF1008:Do|}() { }")]
    [InlineData("[Activity] public void {|CF1008:Do|}<T>(T value) { }")]
    [InlineData("[Activity] public void {|CF1008:Do|}(ref int value) { }")]
    [InlineData("[Activity] internal void {|CF1008:Do|}() { }")]
    [InlineData("[Activity] public async void {|CF1008:Do|}() => await Task.Yield();")]
    [InlineData("[Activity] public Durable {|CF1008:DoAsync|}() => null!;")]
    [InlineData("[Activity] public Span<int> {|CF1008:Do|}() => default;")]
    [InlineData("[Activity] public Task<Task> {|CF1008:DoAsync|}() => null!;")]
    public Task Activity_WithWrongShape_IsReported(string method) => ShapeTest<ActivityShapeAnalyzer>.RunAsync($"[Activities] public sealed class Payments {{ {method} }}");

    [Fact]
    public Task Activity_WithUnreadableDuration_ShowsTheForm() => ShapeTest<ActivityShapeAnalyzer>.RunAsync(
        "[Activities] public sealed class Payments { [Activity(StartToCloseTimeout = \"30s\")] public void {|#0:Do|}() { } }",
        "Activity 'Do' has the StartToCloseTimeout '30s', which is no positive duration; write hours, minutes and seconds such as \"00:00:30\"");

    [Theory]
    [InlineData("[Activity(StartToCloseTimeout = \"00:00:30\", HeartbeatTimeout = \"1.00:00:00\")] public void Do() { }")]
    [InlineData("[Activity] public ValueTask<int> DoAsync(CancellationToken token, int value = 1) => new(value);")]
    [InlineData("[Activity] public static Task DoAsync() => Task.CompletedTask;")]
    public Task Activity_WithRightShape_IsAllowed(string method) => ShapeTest<ActivityShapeAnalyzer>.RunAsync($"[Activities] public sealed class Payments {{ {method} }}");
}
