using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Sdk.Runtime;
using CodeFirst.Sdk.Tests.Client;
using CodeFirst.Sdk.Tests.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Sdk.Tests.Hosting;

public sealed class HostingTests
{
    private readonly FakeService _service = new();

    [Fact]
    public async Task Host_TwoWorkers_PollBothQueuesWhileItRuns()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton(_service.CreateClient());
        builder.Services.AddCodeFirstWorker("orders", Register, options => options with { ActivityTaskPollers = 1 });
        builder.Services.AddCodeFirstWorker("mails", Register, options => options with { ActivityTaskPollers = 1 });
        using var host = builder.Build();

        await host.StartAsync();
        await _service.NextAsync<PollActivityTaskQueueRequest>();
        await _service.NextAsync<PollActivityTaskQueueRequest>();
        await host.StopAsync();

        Assert.Equal(["mails", "orders"], _service.Requests<PollActivityTaskQueueRequest>().Select(request => request.TaskQueue.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Host_WorkerWithoutClient_DoesNotStartAndSaysWhy()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddCodeFirstWorker("orders", Register);
        using var host = builder.Build();

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains("AddCodeFirstClient", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_WorkerWithNothingToRun_DoesNotStartAndSaysWhy()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddCodeFirstClient();
        builder.Services.AddCodeFirstWorker("orders", _ => { });
        using var host = builder.Build();

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains("neither workflows nor activities", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_InvalidWorkerOption_DoesNotStartAndSaysWhich()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddCodeFirstClient();
        builder.Services.AddCodeFirstWorker("orders", Register, options => options with { MaxConcurrentActivities = 0 });
        using var host = builder.Build();

        var error = await Assert.ThrowsAsync<ArgumentException>(() => host.StartAsync());

        Assert.Contains("MaxConcurrentActivities", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_FromContainer_IsOneAndLogsToTheContainer()
    {
        var logs = new RecordingLogger();
        var services = new ServiceCollection().AddSingleton<ILoggerFactory>(logs).AddCodeFirstClient(new CodeFirstClientOptions { Namespace = "shop" });
        await using var provider = services.BuildServiceProvider();

        var client = provider.GetRequiredService<CodeFirstClient>();

        Assert.Same(client, provider.GetRequiredService<CodeFirstClient>());
        Assert.Same(logs, client.Options.LoggerFactory);
        Assert.Equal("shop", client.Options.Namespace);
    }

    private static void Register(IWorkerRegistry worker) => worker.AddActivity(new ActivityDefinition
    {
        Name = "Charge",
        OwnerType = null,
        CreateOwner = null,
        InvokeAsync = (_, _, _) => Task.FromResult<Payload?>(null),
    });
}
