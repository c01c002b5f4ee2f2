// A server whose limits change while it runs, and a command run beside it.
using Containment;
using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Resources;
using Samples;

await using var playground = new Playground();
var host = playground.Host;
var root = Playground.RedisRoot(args);

var container = await host.CreateAsync(new ContainerSpec(
    new ContainerId("store"),
    new RootSource.Directory(root),
    new ProcessSpec("redis-server", "--save", ""))
{
    Limits = new ResourceLimits { Cpu = CpuLimit.Of(1), MemoryMax = MemoryLimit.MiB(256), Pids = PidsLimit.Of(64) },
});
await container.StartAsync();
await Playground.UntilReadyAsync(container);

await container.SetAsync(new ResourceLimits { Cpu = CpuLimit.Of(0.5), MemoryMax = MemoryLimit.MiB(128) });
var usage = await container.GetUsageAsync();
Console.WriteLine($"{usage.Pids} processes use {usage.MemoryCurrent / 1024} KiB and took {usage.CpuTime.TotalMilliseconds:0} ms of CPU time");

await container.PauseAsync();
await container.ResumeAsync();
var exit = await container.StopAsync();
Console.WriteLine($"it ended: {exit}");
return 0;
