using System.Net;
using Containment.Linux.Descriptors;
using Containment.Linux.Networks;

namespace Containment.Networks;

/// <summary>
/// What a host says on an uplink in a container's stead: proxy entries of neighbours, which don't go with the container's link. They are written down
/// before they are made, so that whoever comes after a crash removes them.
/// <code>RUN/ID.drawn   a line each: UPLINK ADDRESS</code>
/// </summary>
internal sealed class DrawnAddresses(ContainerHostOptions host, ContainerId id)
{
    private string Note => Path.Combine(host.RuntimeDirectory, $"{id}.drawn");

    /// <summary>Whether something is written down.</summary>
    public bool Any => File.Exists(Note);

    /// <summary>Writes down what a container's links will draw here; nothing where they draw nothing.</summary>
    public void Remember(IReadOnlyList<NetworkSpec> networks)
    {
        var lines = networks.SelectMany(network => network.Link is NetworkLink.Routed { Uplink: { } uplink } ? network.Addresses.Select(address => $"{uplink} {address.Address}") : []).ToList();
        if (lines.Count > 0) Write((File.Exists(Note) ? File.ReadAllLines(Note) : []).Union(lines));
    }

    /// <summary>Removes those of one interface, for good.</summary>
    public void Remove(NetlinkSocket socket, NetworkSpec network)
    {
        if (!File.Exists(Note)) return;
        var (gone, rest) = (network.Addresses.Select(address => $"{address.Address}").ToHashSet(), new List<string>());
        foreach (var line in File.ReadAllLines(Note))
        {
            if (gone.Contains(line.Split(' ')[^1])) Remove(socket, line);
            else rest.Add(line);
        }
        if (rest.Count > 0) Write(rest);
        else File.Delete(Note);
    }

    /// <summary>Removes the entries that were written down, and the note where <paramref name="forget"/> says so.</summary>
    public void Remove(NetlinkSocket socket, bool forget)
    {
        if (!File.Exists(Note)) return;
        foreach (var line in File.ReadAllLines(Note)) Remove(socket, line);
        if (forget) File.Delete(Note);
    }

    private void Write(IEnumerable<string> lines) => WholeFile.Write(Note, System.Text.Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => $"{line}\n"))));

    private static void Remove(NetlinkSocket socket, string line)
    {
        if (line.Split(' ') is not [var uplink, var text] || !IPAddress.TryParse(text, out var address) || LinkQueries.Find(socket, uplink) is not { } link) return;
        try
        {
            socket.Send(RouteMessages.Proxy(address, link.Index, answer: false), $"stop answering for {address} on {uplink}");
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.ENOENT)
        {
            // It was not made, or removed before.
        }
    }
}
