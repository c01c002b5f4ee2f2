using System.Net;
using System.Net.Sockets;
using System.Text;
using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Kernel.Tests.Networks;
using Containment.Linux.Descriptors;

namespace Containment.Kernel.Tests.Checkpoints;

[Needs(Need.Root, Need.Criu, Need.Overlay, Need.UserNamespaces, Need.RedisRoot), CancelAfter(60_000)]
internal sealed class ServerTests
{
    private Scene _scene = null!;

    [SetUp]
    public void Open() => _scene = new();

    [TearDown]
    public async Task CloseAsync() => await _scene.DisposeAsync();

    private async Task<Container> RedisAsync(bool userNamespace, CancellationToken cancellation)
    {
        var spec = new ContainerSpec(TestHost.NewId(), new RootSource.Directory(Machine.RedisRoot), new ProcessSpec("redis-server", "--save", "", "--bind", "127.0.0.1")) { Isolation = new() { UserNamespace = userNamespace } };
        var container = await _scene.Host.CreateAsync(spec, cancellation);
        await container.StartAsync(cancellation);
        await Scene.UntilAsync(async () => (await Scene.LogAsync(container, cancellation)).Contains("Ready to accept"), cancellation);
        return container;
    }

    [Test]
    public async Task Redis_still_has_its_keys([Values] bool userNamespace, CancellationToken cancellation)
    {
        var container = await RedisAsync(userNamespace, cancellation);
        Assert.That(await Scene.RunAsync(container, cancellation, "redis-cli", "mset", "a", "one", "b", "two"), Does.Contain("OK"));
        await container.CheckpointAsync(new() { Name = "c" }, cancellation);
        Assert.That(await Scene.RunAsync(container, cancellation, "redis-cli", "set", "a", "later"), Does.Contain("OK"));
        await container.KillAsync(cancellation);
        await container.RestoreAsync("c", cancellation);
        Assert.That(await Scene.RunAsync(container, cancellation, "redis-cli", "mget", "a", "b"), Is.EqualTo("one\ntwo\n"));
    }

    [Test]
    public async Task A_connection_from_outside_lives_through_a_checkpoint(CancellationToken cancellation)
    {
        var container = await RedisAsync(true, cancellation);
        var init = (await container.GetStatusAsync(cancellation)).ProcessId!.Value;
        using var network = new Descriptor(LibC.open($"/proc/{init}/ns/net", OpenFlags.ReadOnly | OpenFlags.CloseOnExec, 0));
        using var client = await NetworkScene.SocketInAsync(network, AddressFamily.InterNetwork);
        await client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, 6379), cancellation);
        Assert.That(await AskAsync(client, "INCR n", cancellation), Is.EqualTo(":1\r\n"));
        for (var n = 2; n < 5; n++)
        {
            await container.CheckpointAsync(cancellationToken: cancellation);
            Assert.That(await AskAsync(client, "INCR n", cancellation), Is.EqualTo($":{n}\r\n"));
        }
    }

    private static async Task<string> AskAsync(Socket socket, string command, CancellationToken cancellation)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancellation);
        var buffer = new byte[256];
        return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, cancellation));
    }
}
