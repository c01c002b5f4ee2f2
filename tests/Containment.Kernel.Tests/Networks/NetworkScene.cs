using System.Net;
using System.Net.Sockets;
using Containment.Linux.Descriptors;
using Containment.Linux.Networks;
using Containment.Networks;

namespace Containment.Kernel.Tests.Networks;

/// <summary>A host's network namespace of the test's own with a bridge in it, and the links of a host that lives there. Nothing of the machine's own is touched.</summary>
internal sealed class NetworkScene : IAsyncDisposable
{
    public const string Bridge = "ctbr";
    public static readonly IPAddress Host4 = IPAddress.Parse("10.9.0.1"), Host6 = IPAddress.Parse("fd09::1");
    private readonly string _directory = Directory.CreateTempSubdirectory("ct").FullName;

    public required Descriptor HostNamespace { get; init; }
    public ContainerHost Host { get; private set; } = null!;
    public HostLinks Links { get; private set; } = null!;

    public static async Task<NetworkScene> MakeAsync()
    {
        var scene = new NetworkScene { HostNamespace = await NetworkNamespace.CreateAsync() };
        scene.Host = ContainerHost.Open(new ContainerHostOptions { StateDirectory = Path.Combine(scene._directory, "state"), RuntimeDirectory = Path.Combine(scene._directory, "run") });
        scene.Links = new HostLinks(scene.Host, scene.HostNamespace);
        await scene.Links.EnsureBridgeAsync(Bridge, [new(Host4, 24), new(Host6, 64)], default);
        return scene;
    }

    public static NetworkSpec Spec(int number = 2) => new()
    {
        Link = new NetworkLink.Bridge(Bridge),
        Addresses = [IPNetworkAddress.Parse($"10.9.0.{number}/24"), IPNetworkAddress.Parse($"fd09::{number:x}/64")],
        Gateways = [Host4, Host6],
    };

    public Task<Link?> FindInHostAsync(string name) => InAsync(HostNamespace, socket => LinkQueries.Find(socket, name));

    public Task<List<Link>> HostLinksAsync() => InAsync(HostNamespace, AllLinks);

    public static List<Link> AllLinks(NetlinkSocket socket) => socket.Dump(LinkMessages.GetAll(), "list links", Link.Read);

    public static async Task<T> InAsync<T>(Descriptor ns, Func<NetlinkSocket, T> ask)
    {
        using var socket = await NetworkNamespace.OpenInAsync(ns, () => new NetlinkSocket());
        return ask(socket);
    }

    /// <summary>
    /// A TCP socket of that namespace, to be used from anywhere. Opened by the bare call: the first <see cref="Socket"/> of a
    /// process starts the runtime's socket threads, and they would stay in the namespace.
    /// </summary>
    public static async Task<Socket> SocketInAsync(Descriptor ns, AddressFamily family)
    {
        var number = await NetworkNamespace.OpenInAsync(ns, () => KernelRefusal.Check(
            Tmds.Linux.LibC.socket(family == AddressFamily.InterNetwork ? 2 : 10, Tmds.Linux.LibC.SOCK_STREAM | Tmds.Linux.LibC.SOCK_CLOEXEC, 0), "socket", "TCP"));
        return new Socket(new SafeSocketHandle((nint)number, ownsHandle: true));
    }

    public async ValueTask DisposeAsync()
    {
        Links.Dispose();
        await Host.DisposeAsync();
        HostNamespace.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
