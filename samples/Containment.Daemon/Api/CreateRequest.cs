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
    public Dictionary<string, string> Environment { get; init; } = [];

    public string WorkingDirectory { get; init; } = "/";

    public string User { get; init; } = "0";

    public bool UserNamespace { get; init; } = true;

    public ResourceLimits Limits { get; init; } = ResourceLimits.Unchanged;

    public IReadOnlyList<NetworkRequest> Networks { get; init; } = [];

    /// <summary>Starts it at once. Default true.</summary>
    public bool Start { get; init; } = true;

    public ContainerSpec ToSpec() => new(Id, new RootSource.Directory(Root), new ProcessSpec(Command) { Environment = Environment, WorkingDirectory = WorkingDirectory, User = User })
    {
        Isolation = new IsolationSpec { UserNamespace = UserNamespace },
        Limits = Limits,
        Networks = [.. Networks.Select(network => network.ToSpec())],
    };
}

/// <summary>An interface of a new container.</summary>
/// <param name="Bridge">The host's bridge.</param>
/// <param name="Addresses">With prefix length.</param>
internal sealed record NetworkRequest(string Bridge, IReadOnlyList<string> Addresses)
{
    public string? Mac { get; init; }

    public NetworkSpec ToSpec() => new() { Bridge = Bridge, Addresses = [.. Addresses.Select(address => IPNetworkAddress.Parse(address))], Mac = Mac };
}
