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
/// <param name="Bridge">The host's bridge.</param>
/// <param name="Addresses">With prefix length.</param>
internal sealed record NetworkRequest(string Bridge, IReadOnlyList<string> Addresses)
{
    public string? Mac { get; set; }

    public NetworkSpec ToSpec() => new() { Bridge = Bridge, Addresses = [.. Given.All("networks.addresses", Addresses).Select(address => IPNetworkAddress.Parse(address))], Mac = Mac };
}
