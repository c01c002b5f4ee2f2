using System.Net;
using System.Net.Sockets;
using Containment.Linux.Descriptors;
using Containment.Linux.Networks;
using Containment.Networks;

namespace Containment.Kernel.Tests.Networks;

/// <summary>A host in a namespace of its own with a bridge, containers on it, and a neighbour outside; the host is not the neighbour's router.</summary>
internal sealed class RulesScene : IAsyncDisposable
{
    public static readonly IPAddress Host4 = IPAddress.Parse("192.0.2.1"), Outside4 = IPAddress.Parse("192.0.2.2"), Host6 = IPAddress.Parse("fd02::1"), Outside6 = IPAddress.Parse("fd02::2");
    private static int _index = 1000;
    private readonly Dictionary<ContainerId, Descriptor> _containers = [];

    public required NetworkScene Network { get; init; }
    public required Descriptor Outside { get; init; }
    public required HostRules Rules { get; init; }
    public Descriptor Host => Network.HostNamespace;

    public Descriptor this[ContainerId id] => _containers[id];

    public static async Task<RulesScene> MakeAsync()
    {
        var network = await NetworkScene.MakeAsync();
        var scene = new RulesScene { Network = network, Outside = await NetworkNamespace.CreateAsync(), Rules = new HostRules(network.Host, network.HostNamespace) };
        // Addresses that are being tried for a second or two can't ask for their neighbours.
        foreach (var ns in (Descriptor[])[scene.Host, scene.Outside]) await SetAsync(ns, "net.ipv6.conf.default.accept_dad=0", "net.ipv6.conf.all.accept_dad=0");
        await SetAsync(scene.Host, $"net.ipv6.conf.{NetworkScene.Bridge}.accept_dad=0");
        await Run(scene.Host, "ip", $"link set {NetworkScene.Bridge} down");
        await network.Links.EnsureBridgeAsync(NetworkScene.Bridge, [new(NetworkScene.Host4, 24), new(NetworkScene.Host6, 64)], default);
        await Run(network.HostNamespace, "ip", "link set lo up");
        await JoinAsync(network.HostNamespace, "out0", ["192.0.2.1/24", "fd02::1/64"], scene.Outside, "eth0", ["192.0.2.2/24", "fd02::2/64"]);
        await Run(scene.Outside, "ip", "link set lo up");
        return scene;
    }

    /// <summary>A cable between two namespaces.</summary>
    public static async Task JoinAsync(Descriptor a, string nameA, string[] addressesA, Descriptor b, string nameB, string[] addressesB)
    {
        await NetworkScene.InAsync(a, socket =>
        {
            var create = LinkMessages.CreateVeth(nameB, Interlocked.Increment(ref _index), new byte[] { 2, 0, 0, 0, 1, (byte)Random.Shared.Next(256) }, 1500, nameA, new byte[] { 2, 0, 0, 0, 2, (byte)Random.Shared.Next(256) }, 1500, out var offset);
            BitConverter.TryWriteBytes(create.AsSpan(offset - 2), LinkAttribute.NetNsFd);
            BitConverter.TryWriteBytes(create.AsSpan(offset), b.Number);
            socket.Send(create, "join");
            return true;
        });
        foreach (var (ns, name, addresses) in new[] { (a, nameA, addressesA), (b, nameB, addressesB) })
            await NetworkScene.InAsync(ns, socket =>
            {
                var link = LinkQueries.Find(socket, name)!;
                socket.Send(LinkMessages.SetUp(name, up: true), "up");
                foreach (var address in addresses.Select(text => IPNetworkAddress.Parse(text))) socket.Send(AddressMessages.Add(link.Index, address.Address, address.PrefixLength), "add");
                return true;
            });
    }

    /// <summary>A container as a start makes it: rules first, then links, then bandwidth.</summary>
    public async Task<Descriptor> AddAsync(ContainerId id, NetworkSpec spec, CancellationToken ct)
    {
        var inside = _containers[id] = await NetworkNamespace.CreateAsync();
        await Rules.ApplyAsync(id, [spec], ct);
        await Network.Links.AttachAsync(id, [spec], inside, locked: false, null, ct);
        await Rules.ShapeAsync(id, [spec], ct);
        return inside;
    }

    public async Task RemoveAsync(ContainerId id, CancellationToken ct)
    {
        await Network.Links.RemoveAsync(id, ct);
        await Rules.RemoveAsync(id, ct);
    }

    /// <summary>Everything that a container may leave in the host's namespace; not what a bridge has or lacks because of its carrier.</summary>
    public async Task<string> StateAsync()
    {
        var links = (await Run(Host, "ip", "-o link show")).Split('\n').Select(line => line.Split(": ").ElementAtOrDefault(1));
        var addresses = $"{await Run(Host, "ip", "-o address show")}{await Run(Host, "ip", "route show table all")}{await Run(Host, "ip", "-6 route show table all")}"
            .Split('\n').Where(line => !line.Contains("fe80", StringComparison.Ordinal) && !line.Contains("ff00", StringComparison.Ordinal) && !line.Contains("anycast", StringComparison.Ordinal)).Select(line => line.Replace(" linkdown", "", StringComparison.Ordinal));
        var rules = await Run(Host, "nft", "-j -t list ruleset");
        // The sets of the family bridge follow connections, which come and go.
        var ours = System.Text.RegularExpressions.Regex.Match(rules, "\"table\": {\"family\": \"inet\", \"name\": \"([^\"]+)\"");
        return string.Join('\n', [.. links, .. addresses, rules, ours.Success ? await Run(Host, "nft", $"-j list table inet {ours.Groups[1].Value}") : ""]);
    }

    public static async Task<string> Run(Descriptor ns, string program, string arguments)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("nsenter", [$"--net=/proc/{Environment.ProcessId}/fd/{ns.Number}", program, .. arguments.Split(' ')]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, $"{program} {arguments}: {await error}");
        return await output;
    }

    /// <summary>Sets what sysctl(8) would, as in <c>net.ipv4.ip_forward=1</c>, in a network namespace.</summary>
    public static Task SetAsync(Descriptor ns, params string[] settings) => NetworkNamespace.OpenInAsync(ns, () =>
    {
        foreach (var setting in settings.Select(setting => setting.Split('='))) File.WriteAllText($"/proc/sys/{setting[0].Replace('.', '/')}", setting[1]);
        return true;
    });

    /// <summary>What comes of a connection: "connected", or the error.</summary>
    public static async Task<string> TryTcpAsync(Descriptor from, Descriptor to, int port, IPEndPoint target, CancellationToken ct, int milliseconds = 300)
    {
        using var listener = await NetworkScene.SocketInAsync(to, target.AddressFamily);
        listener.Bind(new IPEndPoint(target.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, port));
        listener.Listen();
        using var client = await NetworkScene.SocketInAsync(from, target.AddressFamily);
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(ct);
        soon.CancelAfter(milliseconds);
        try
        {
            await client.ConnectAsync(target, soon.Token);
            using var server = await listener.AcceptAsync(soon.Token);
            await client.SendAsync(new byte[] { 42 }, soon.Token);
            var buffer = new byte[1];
            Assert.That(await server.ReceiveAsync(buffer, soon.Token), Is.EqualTo(1));
            return $"connected from {((IPEndPoint)server.RemoteEndPoint!).Address}";
        }
        catch (OperationCanceledException)
        {
            return "silence";
        }
        catch (SocketException failed)
        {
            return $"{failed.SocketErrorCode}";
        }
    }

    /// <summary>Sends a datagram and waits for its echo: who sent it, as the other side saw it, or the error.</summary>
    public static async Task<string> TryUdpAsync(Descriptor from, Descriptor to, int port, IPEndPoint target, CancellationToken ct)
    {
        using var server = await DatagramsInAsync(to, target.AddressFamily);
        server.Bind(new IPEndPoint(target.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, port));
        using var client = await DatagramsInAsync(from, target.AddressFamily);
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(ct);
        soon.CancelAfter(300);
        try
        {
            await client.ConnectAsync(target, soon.Token);
            await client.SendAsync(new byte[] { 42 }, soon.Token);
            var echo = EchoAsync(server, soon.Token);
            var buffer = new byte[1];
            await client.ReceiveAsync(buffer, soon.Token);
            return $"answered to {await echo}";
        }
        catch (OperationCanceledException)
        {
            return "silence";
        }
        catch (SocketException failed)
        {
            return $"{failed.SocketErrorCode}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        Rules.Dispose();
        await Network.DisposeAsync();
        Outside.Dispose();
        foreach (var container in _containers.Values) container.Dispose();
    }

    private static async Task<IPAddress> EchoAsync(Socket server, CancellationToken ct)
    {
        var received = await server.ReceiveFromAsync(new byte[1], SocketFlags.None, new IPEndPoint(server.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0), ct);
        await server.SendToAsync(new byte[] { 43 }, SocketFlags.None, received.RemoteEndPoint, ct);
        return ((IPEndPoint)received.RemoteEndPoint).Address;
    }

    private static async Task<Socket> DatagramsInAsync(Descriptor ns, AddressFamily family)
    {
        var number = await NetworkNamespace.OpenInAsync(ns, () => KernelRefusal.Check(
            Tmds.Linux.LibC.socket(family == AddressFamily.InterNetwork ? 2 : 10, Tmds.Linux.LibC.SOCK_DGRAM | Tmds.Linux.LibC.SOCK_CLOEXEC, 0), "socket", "UDP"));
        return new Socket(new SafeSocketHandle((nint)number, ownsHandle: true));
    }
}
