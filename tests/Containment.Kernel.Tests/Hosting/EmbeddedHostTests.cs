using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Containment.Containers;
using Containment.Hosting;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Containment.Kernel.Tests.Hosting;

/// <summary>AddContainment in a .NET host: its containers outlive it, its health and its metrics are true.</summary>
[Needs(Need.Root, Need.Busybox, Need.Overlay, Need.UserNamespaces), CancelAfter(60_000)]
internal sealed class EmbeddedHostTests
{
    private TestHost _test = null!;
    private ServiceProvider _services = null!;
    private IHostedService[] _hosted = [];

    [SetUp]
    public async Task Start()
    {
        _test = new();
        var services = new ServiceCollection().AddLogging().AddContainment(configure: options =>
        {
            options.StateDirectory = _test.Options.StateDirectory;
            options.RuntimeDirectory = _test.Options.RuntimeDirectory;
        });
        services.AddHealthChecks().AddContainment();
        _services = services.BuildServiceProvider();
        _hosted = [.. _services.GetServices<IHostedService>()];
        foreach (var service in _hosted) await service.StartAsync(default);
    }

    [TearDown]
    public async Task End()
    {
        await _services.DisposeAsync();
        await _test.DisposeAsync();
    }

    [Test]
    public async Task Stopping_the_host_leaves_its_containers_running(CancellationToken cancellation)
    {
        var container = await _services.GetRequiredService<ContainerHost>().CreateAsync(TestHost.Shell("sleep 1000"), cancellation);
        await container.StartAsync(cancellation);
        foreach (var service in _hosted) await service.StopAsync(cancellation);
        await _services.DisposeAsync();
        Assert.That((await (await _test.Host.GetAsync(container.Id, cancellation)).GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Running));
    }

    [Test]
    public async Task It_is_healthy_until_its_state_can_not_be_written(CancellationToken cancellation)
    {
        var checks = _services.GetRequiredService<HealthCheckService>();
        Assert.That((await checks.CheckHealthAsync(cancellation)).Status, Is.EqualTo(HealthStatus.Healthy));
        var moved = $"{_test.Options.StateDirectory}.away";
        Directory.Move(_test.Options.StateDirectory, moved);
        Assert.That((await checks.CheckHealthAsync(cancellation)).Status, Is.EqualTo(HealthStatus.Unhealthy));
        Directory.Move(moved, _test.Options.StateDirectory);
    }

    [Test]
    public async Task Metrics_count_containers_by_phase_and_events_by_kind_and_show_what_each_uses(CancellationToken cancellation)
    {
        ConcurrentDictionary<string, long> events = [], phases = [], use = [];
        ConcurrentDictionary<string, double> times = [];
        ContainerId? first = null;
        using var listener = new MeterListener();
        var meters = _services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, to) =>
        {
            if (instrument.Meter.Name == ContainmentMetrics.MeterName && instrument.Meter.Scope == meters && !instrument.Name.StartsWith("containment.governor", StringComparison.Ordinal)) to.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (instrument.Name == "containment.events") events.AddOrUpdate($"{tags[0].Value}", value, (_, old) => old + value);
            else if (instrument.Name == "containment.containers") phases[$"{tags[0].Value}"] = value;
            else if ($"{tags[0].Value}" == first?.Value) use[instrument.Name] = value;
        });
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            if ($"{tags[0].Value}" == first?.Value) times[instrument.Name] = value;
        });
        listener.Start();
        var host = _services.GetRequiredService<ContainerHost>();
        var started = await host.CreateAsync(TestHost.Shell("sleep 1000"), cancellation);
        first = started.Id;
        await host.CreateAsync(TestHost.Shell("sleep 1000"), cancellation);
        await started.StartAsync(cancellation);
        while (!phases.TryGetValue("Running", out var running) || running != 1)
        {
            await Task.Delay(20, cancellation);
            listener.RecordObservableInstruments();
        }
        Assert.That((phases["Created"], events["Created"], events["Started"]), Is.EqualTo((1L, 2L, 1L)));
        while (use.GetValueOrDefault("containment.pids") == 0 || times.GetValueOrDefault("containment.cpu.time") <= 0)
        {
            await Task.Delay(20, cancellation);
            listener.RecordObservableInstruments();
        }
        Assert.That((use["containment.memory.usage"] > 0, use["containment.memory.kills"]), Is.EqualTo((true, 0L)));
    }
}
