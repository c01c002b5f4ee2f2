using System.Text.Json;

namespace Containment.Networks.Pools;

/// <summary>
/// The networks of a host, a directory for each. One is there from when its description is.
/// <code>STATE/networks/NAME/  network.json  leases/ADDRESS -> container</code>
/// </summary>
internal sealed class NetworkStore(ContainerHost host)
{
    private const string Description = "network.json";

    private string Home { get; } = Path.Combine(host.Options.StateDirectory, "networks");

    public LeaseBook Leases(string name) => new(Path.Combine(Home, name, "leases"));

    /// <summary>All, by name. One whose description is damaged is left out: asking for it by name says what is wrong.</summary>
    public IReadOnlyList<NetworkDefinition> List() => !Directory.Exists(Home) ? [] :
        [.. Directory.EnumerateDirectories(Home).Where(path => File.Exists(Path.Combine(path, Description))).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).Select(TryGet).OfType<NetworkDefinition>()];

    /// <exception cref="ContainmentException">NotFound; Corrupt.</exception>
    public NetworkDefinition Get(string name)
    {
        var path = Path.Combine(Home, NetworkName.Checked(name, nameof(name)), Description);
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize(file, NetworkJson.Default.NetworkDefinition) ?? throw new JsonException("null");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ContainmentException(FailureReason.NotFound, name, $"this host has no network {name}; host.CreateNetworkAsync or \"containment network create\" makes one", null, missing);
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidSpecException or FormatException)
        {
            throw new ContainmentException(FailureReason.Corrupt, name, $"the description of the network {name} is damaged ({path}): {damaged.Message}", null, damaged);
        }
    }

    private NetworkDefinition? TryGet(string name)
    {
        try
        {
            return Get(name);
        }
        catch (Exception gone) when (gone is InvalidSpecException or ContainmentException { Reason: FailureReason.NotFound or FailureReason.Corrupt })
        {
            return null;
        }
    }

    public bool Exists(string name) => File.Exists(Path.Combine(Home, NetworkName.Checked(name, nameof(name)), Description));

    public Task WriteAsync(NetworkDefinition network, CancellationToken cancellation) =>
        DurableFile.ReplaceAsync(Path.Combine(Home, network.Name, Description), JsonSerializer.SerializeToUtf8Bytes(network, NetworkJson.Default.NetworkDefinition), cancellation);

    /// <summary>From now on there is no such network; its leases stay.</summary>
    public void Hide(string name)
    {
        File.Delete(Path.Combine(Home, name, Description));
        DurableFile.Flush(Path.Combine(Home, name));
    }

    /// <summary>Removes what is left of a network that is hidden.</summary>
    public void Remove(string name)
    {
        Directory.Delete(Path.Combine(Home, name), recursive: true);
    }

    /// <summary>The right to make and remove networks, alone among all processes.</summary>
    public Task<Linux.Descriptors.SharedLock> LockAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(Home);
        return Linux.Descriptors.SharedLock.TakeAsync(Home, alone: true, host.Options.TimeProvider, cancellation);
    }
}
