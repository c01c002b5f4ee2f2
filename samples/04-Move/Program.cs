// A live move between two hosts: two directories of this machine here, two machines elsewhere.
using System.Net;
using Containment;
using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Migration;
using Samples;

await using var playgroundA = new Playground();
await using var playgroundB = new Playground();
var (hostA, hostB) = (playgroundA.Host, playgroundB.Host);
var root = Playground.RedisRoot(args);

// Each side trusts the other's certificate and no other.
var identityA = await HostIdentity.CreateAsync(hostA);
var identityB = await HostIdentity.CreateAsync(hostB);
await identityA.TrustAsync("b", identityB.Fingerprint);
await identityB.TrustAsync("a", identityA.Fingerprint);
await using var listener = await hostB.ListenAsync(new MigrationListenerOptions { Address = IPAddress.Loopback, Port = 0 });

var container = await hostA.CreateAsync(new ContainerSpec(
    new ContainerId("store"),
    new RootSource.Directory(root),
    new ProcessSpec("redis-server", "--save", "")));
await container.StartAsync();
await Playground.UntilReadyAsync(container);
await Playground.AskAsync(container, "redis-cli", "set", "answer", "42");

var target = new MigrationTarget("127.0.0.1", listener.EndPoint.Port, "b");
var report = await hostA.MigrateAsync(container.Id, target);
Console.WriteLine($"moved {report.WireBytes / 1024} KiB in {report.Total.TotalMilliseconds:0} ms; it stood still for {report.Freeze.TotalMilliseconds:0} ms");

var moved = await hostB.GetAsync(container.Id);
var answer = await Playground.AskAsync(moved, "redis-cli", "get", "answer");
Console.WriteLine($"on the other host: answer = {answer}");
return answer == "42" ? 0 : 1;
