using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Networks;
using Containment.Resources;

namespace Containment.Daemon.Api;

/// <summary>A new container, as a client describes it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Root">Its root file system: a directory of this machine.</param>
/// <param name="Command">The program and its arguments.</param>
internal sealed record CreateRequest(string Id, string Root, IReadOnlyList<string> Command)
{
    public Dictionary<string, string> Environment { get; set; } = [];

    public string WorkingDirectory { get; set; } = "/";

    public string User { get; set; } = "0";

    public bool UserNamespace { get; set; } = true;

    public ResourceLimits Limits { get; set; } = ResourceLimits.Unchanged;

    /// <summary>The most that its own files may take on disk. Default: all there is.</summary>
    public DiskRequest? Disk { get; set; }

    public IReadOnlyList<NetworkRequest> Networks { get; set; } = [];

    /// <summary>Starts it at once. Default true.</summary>
    public bool Start { get; set; } = true;

    public ContainerSpec ToSpec() => new(Id, new RootSource.Directory(Root), new ProcessSpec(Given.All("command", Command)) { Environment = Given.All("environment", Environment), WorkingDirectory = WorkingDirectory, User = User })
    {
        Isolation = new IsolationSpec { UserNamespace = UserNamespace },
        Limits = Limits,
        Disk = Disk?.ToQuota(),
        Networks = [.. Given.All("networks", Networks).Select(network => network.ToSpec())],
    };
}

/// <summary>An interface of a new container.</summary>
/// <param name="Bridge">The host's bridge; null where <see cref="Link"/> says what it is connected to.</param>
/// <param name="Addresses">With prefix length.</param>
internal sealed record NetworkRequest(string? Bridge = null, IReadOnlyList<string>? Addresses = null)
{
    /// <summary>What else it may be connected to, as in <c>network:lan</c>.</summary>
    public string? Link { get; set; }

    public string? Mac { get; set; }

    /// <summary>Published ports, as in <c>8080:80</c>.</summary>
    public IReadOnlyList<string> Ports { get; set; } = [];

    /// <summary>What it sends elsewhere carries the host's address. Default false.</summary>
    public bool Masquerade { get; set; }

    public NetworkSpec ToSpec() => new()
    {
        Link = Link is { } text ? NetworkLink.Parse(text) : new NetworkLink.Bridge(Bridge ?? ""),
        Addresses = [.. Given.All("networks.addresses", Addresses ?? []).Select(address => IPNetworkAddress.Parse(address))],
        Mac = Mac,
        Ports = [.. Given.All("networks.ports", Ports).Select(port => PublishedPort.Parse(port))],
        Masquerade = Masquerade,
    };
}
