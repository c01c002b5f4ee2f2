// Memory saved, the container killed, and everything as it was again.
using Containment;
using Containment.Bundles;
using Containment.Checkpoints;
using Containment.Containers;
using Containment.Images;
using Samples;

await using var playground = new Playground();
var host = playground.Host;
var root = Playground.RedisRoot(args);

var container = await host.CreateAsync(new ContainerSpec(
    new ContainerId("store"),
    new RootSource.Directory(root),
    new ProcessSpec("redis-server", "--save", "")));
await container.StartAsync();
await Playground.UntilReadyAsync(container);
await Playground.AskAsync(container, "redis-cli", "set", "answer", "42");

var checkpoint = await container.CheckpointAsync(new CheckpointOptions { Name = "before" });
Console.WriteLine($"{checkpoint.MemoryBytes / 1024} KiB saved; it stood still for {checkpoint.Freeze.TotalMilliseconds:0} ms");

await container.KillAsync();
await container.RestoreAsync("before");

var answer = await Playground.AskAsync(container, "redis-cli", "get", "answer");
Console.WriteLine($"after the restore: answer = {answer}");
return answer == "42" ? 0 : 1;
