using System.Net;
using Containment.Containers;
using Containment.Linux.Descriptors;
using Containment.Linux.Networks;
using Containment.Migration;
using Containment.Networks;

namespace Containment.Kernel.Tests.Fixtures;

/// <summary>
/// Two hosts that trust each other and listen, each in a network namespace of its own with a bridge in it, both bridges joined
/// to that of a third namespace where a client is. The namespaces have no names, so nothing of them outlives the process;
/// the words of the hosts go over the loopback of this process.
/// </summary>
internal sealed class JoinedHosts : IAsyncDisposable
{
    public const string Bridge = "ctjoined";
    private readonly List<IAsyncDisposable> _listeners = [];
    private readonly string _top = System.IO.Directory.CreateTempSubdirectory("ctjoined-").FullName;

    public required IReadOnlyList<Descriptor> Namespaces { get; init; }

    public required Descriptor ClientNamespace { get; init; }

    public IReadOnlyList<ContainerHost> Hosts { get; private set; } = [];

    public IReadOnlyList<MigrationTarget> Addresses { get; private set; } = [];

    public static async Task<JoinedHosts> MakeAsync(CancellationToken cancellation)
    {
        var joined = new JoinedHosts
        {
            Namespaces = [await NetworkNamespace.CreateAsync(), await NetworkNamespace.CreateAsync()],
            ClientNamespace = await NetworkNamespace.CreateAsync(),
        };
        try
        {
            await joined.JoinAsync(cancellation);
            await joined.OpenAsync(cancellation);
            return joined;
        }
        catch
        {
            await joined.DisposeAsync();
            throw;
        }
    }

    public static NetworkSpec Network => new() { Link = new NetworkLink.Bridge(Bridge), Addresses = [IPNetworkAddress.Parse("10.79.0.10/24")] };

    /// <summary>A host's directories, for a process that opens it, too.</summary>
    public ContainerHostOptions Options(int host) => new() { StateDirectory = Path.Combine(Directory(host), "state"), RuntimeDirectory = Path.Combine(Directory(host), "run") };

    /// <summary>Where both directories of a host are.</summary>
    public string Directory(int host) => Path.Combine(_top, $"{host}");

    /// <summary>One of its namespaces, for a process that enters it.</summary>
    public string PathOf(Descriptor networkNamespace) => $"/proc/{Environment.ProcessId}/fd/{networkNamespace.Number}";

    private async Task JoinAsync(CancellationToken cancellation)
    {
        using var between = await NetworkNamespace.OpenInAsync(ClientNamespace, () => new NetlinkSocket());
        HostBridge.Ensure(between, Bridge, [IPNetworkAddress.Parse("10.79.0.1/24")]);
        for (var host = 0; host < 2; host++)
        {
            using var there = await NetworkNamespace.OpenInAsync(Namespaces[host], () => new NetlinkSocket());
            HostBridge.Ensure(there, Bridge, [IPNetworkAddress.Parse($"10.79.0.{host + 2}/24")]);
            var create = LinkMessages.CreateVeth("uplink", 0, [2, 0, 0, 0, 1, (byte)host], 1500, $"host{host}", [2, 0, 0, 0, 2, (byte)host], 1500, out var offset);
            NetworkSteps.SendHost([new(NetworkPlace.Host, create, offset, "create an uplink")], Namespaces[host], between, [], cancellation);
            there.Send(LinkMessages.Enslave("uplink", LinkQueries.Bridge(there, Bridge).Index, "uplink"), "join");
            between.Send(LinkMessages.Enslave($"host{host}", LinkQueries.Bridge(between, Bridge).Index, "host"), "join");
            between.Send(LinkMessages.SetUp($"host{host}", up: true), "set up");
        }
    }

    private async Task OpenAsync(CancellationToken cancellation)
    {
        // A container's root is nobody here and must get through to where its root file system is attached.
        File.SetUnixFileMode(_top, (UnixFileMode)0b111_101_101);
        for (var host = 0; host < 2; host++)
        {
            var opened = ContainerHost.Open(Options(host));
            Hosts = [.. Hosts, opened];
            var own = Namespaces[host];
            opened.Part(one => new HostLinks(one, own));
        }
        var (a, b) = (await HostIdentity.CreateAsync(Hosts[0], cancellation), await HostIdentity.CreateAsync(Hosts[1], cancellation));
        await a.TrustAsync("b", b.Fingerprint, cancellation);
        await b.TrustAsync("a", a.Fingerprint, cancellation);
        for (var host = 0; host < 2; host++)
        {
            var listener = await Hosts[host].ListenAsync(new() { Address = IPAddress.Loopback, Port = 0 }, cancellation);
            _listeners.Add(listener);
            Addresses = [.. Addresses, new("127.0.0.1", listener.EndPoint.Port, host == 0 ? "a" : "b")];
        }
    }

    /// <summary>Kills and deletes every container, and removes the hosts with their directories.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var listener in _listeners) await listener.DisposeAsync();
        foreach (var host in Hosts)
        {
            foreach (var container in await host.ListAsync())
            {
                if ((await container.GetStatusAsync()).Phase is ContainerPhase.Running or ContainerPhase.Paused) await container.KillAsync();
                await container.DeleteAsync();
            }
            await host.DisposeAsync();
        }
        foreach (var one in Namespaces) one.Dispose();
        ClientNamespace.Dispose();
        System.IO.Directory.Delete(_top, recursive: true);
    }
}
