using CodeFirst.Generators.Tests.Verify;

namespace CodeFirst.Generators.Tests.Emit;

public sealed class ActivitiesTests
{
    [Fact]
    public void Class_WithInjectedService_YieldsStubAndDispatch() => Snapshot.Match(Generated.From("""
        namespace Shop;

        public sealed record Order(string Id);
        public interface IPaymentGateway;
        public interface IClock;

        [Activities(TaskQueue = "payments")]
        public sealed class PaymentActivities(IPaymentGateway gateway, IClock? clock = null)
        {
            public PaymentActivities(IPaymentGateway gateway)
                : this(gateway, null)
            {
            }

            public object? Used => clock ?? (object)gateway;

            [Activity(StartToCloseTimeout = "00:00:30", ScheduleToCloseTimeout = "1.00:00:00", ScheduleToStartTimeout = "00:05", HeartbeatTimeout = "00:00:02.5", MaximumAttempts = 3)]
            public Task<Order> ChargeAsync(Order order, CancellationToken cancellationToken) => Task.FromResult(order);

            [Activity("refund-it")]
            public ValueTask<int?> Refund(CancellationToken token, string? reason, int times = 2) => new((int?)times);

            [Activity] public Task CloseAsync() => Task.CompletedTask;

            [Activity] public async ValueTask FlushAsync(string options) => await Task.Yield();

            [Activity] public int Add(int left, int right) => left + right;

            [Activity] public void Note(string text) { }

            [Activity] public static string Trim(string text) => text.Trim();
        }
        """));

    [Fact]
    public void Contract_WithClassInAnotherAssembly_YieldsStubThereAndDispatchHere()
    {
        var contracts = Generated.From(
            """
            namespace Contracts;

            [Activities]
            public interface IMailActivities
            {
                [Activity(StartToCloseTimeout = "00:01:00")] Task SendAsync(string to, CancellationToken cancellationToken);
                [Activity] int Count();
            }
            """,
            "Contracts");
        Assert.Equal(["Contracts.IMailActivities.Stub.g.cs"], contracts.HintNames);
        Assert.Contains("public sealed partial class MailActivitiesStub", contracts["Contracts.IMailActivities.Stub.g.cs"], StringComparison.Ordinal);
        Snapshot.Match(Generated.From(
            """
            namespace Shop;

            [Activities]
            internal sealed class MailActivities : Contracts.IMailActivities
            {
                public Task SendAsync(string to, CancellationToken cancellationToken) => Task.CompletedTask;

                int Contracts.IMailActivities.Count() => 1;
            }
            """,
            "Shop",
            contracts.ToReference()));
    }

    [Fact]
    public void Class_StaticAndNested_NeedsNoOwner() => Snapshot.Match(Generated.From("""
        namespace Shop;

        public static partial class Outer
        {
            [Activities]
            public static class Sums
            {
                [Activity] public static int Add(int left, int right) => left + right;
            }
        }
        """));

    [Theory]
    [InlineData("[Activity(StartToCloseTimeout = \"soon\")] public void Do() { }")]
    [InlineData("[Activity(HeartbeatTimeout = \"-00:00:01\")] public void Do() { }")]
    [InlineData("[Activity(MaximumAttempts = -1)] public void Do() { }")]
    [InlineData("[Activity] public void Do<T>() { }")]
    [InlineData("[Activity] public void Do(ref int value) { }")]
    [InlineData("[Activity] internal void Do() { }")]
    [InlineData("[Activity] public async void Do() => await Task.Yield();")]
    [InlineData("[Activity] public Durable Do() => null!;")]
    [InlineData("[Activity] public Span<int> Do() => default;")]
    [InlineData("[Activity] public void Do() { } [Activity] public void DoAsync() { }")]
    [InlineData("private A() { } [Activity] public void Do() { }")]
    [InlineData("public A(ref int value) { } [Activity] public void Do() { }")]
    [InlineData("public required int Value { get; init; } [Activity] public void Do() { }")]
    [InlineData("public void Do() { }")]
    public async Task Class_WithWrongShape_YieldsErrorAndNoCode(string members)
    {
        var generated = Generated.Run($"[Activities] public class A {{ {members} }}");
        Assert.Empty(generated.HintNames);
        Assert.NotEmpty(await generated.FindComplaintsAsync());
    }
}
