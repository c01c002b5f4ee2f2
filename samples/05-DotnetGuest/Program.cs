// A .NET program in a container hears of its new memory limit and fits its heap to it. This program is both: the host, and (called with
// "guest") what runs inside.
using System.Runtime.InteropServices;
using Containment;
using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Resources;
using Samples;

if (args is ["guest"]) return await Guest.RunAsync();

await using var playground = new Playground();
var runtime = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));

var container = await playground.Host.CreateAsync(new ContainerSpec(
    new ContainerId("guest"),
    new RootSource.Directory(Playground.RedisRoot(args)),
    new ProcessSpec("/dotnet/dotnet", "/app/05-DotnetGuest.dll", "guest")
    {
        // A heap limit can be changed only where there is one from the beginning: 192 MiB.
        Environment = new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = "0xC000000" },
    })
{
    Isolation = new IsolationSpec
    {
        TellLimits = true,
        Mounts = [new("/dotnet", runtime) { ReadOnly = true }, new("/app", AppContext.BaseDirectory) { ReadOnly = true }],
    },
    Limits = new ResourceLimits { MemoryMax = MemoryLimit.MiB(256) },
});
await container.StartAsync();

// What it says, a line each; it ends after the second one.
var changed = false;
await foreach (var entry in container.ReadLogAsync(new LogOptions { Follow = true, Since = DateTimeOffset.UnixEpoch }))
{
    Console.Write(entry.Text);
    if (changed || !entry.Text.Contains("heap of", StringComparison.Ordinal)) continue;
    changed = true;
    await container.SetAsync(new ResourceLimits { MemoryMax = MemoryLimit.MiB(512) });
}
return (await container.WaitAsync()).Code ?? 1;
