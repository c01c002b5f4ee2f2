// A container's whole life: create, start, wait, read what it wrote, delete.
using Containment;
using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Samples;

await using var playground = new Playground();
var host = playground.Host;
var root = Playground.RedisRoot(args);

var container = await host.CreateAsync(new ContainerSpec(
    new ContainerId("hello"),
    new RootSource.Directory(root),
    new ProcessSpec("sh", "-c", "echo I am process $$ of $(hostname); id -u; exit 7")));
await container.StartAsync();
var exit = await container.WaitAsync();

await foreach (var entry in container.ReadLogAsync()) Console.Write(entry.Text);
Console.WriteLine($"it ended: {exit}");

await container.DeleteAsync();
return exit.Code == 7 ? 0 : 1;
