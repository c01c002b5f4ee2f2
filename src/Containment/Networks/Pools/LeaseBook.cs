using System.Net;

namespace Containment.Networks.Pools;

/// <summary>
/// Who has which address of a network: a symbolic link for each, named like the address, that leads to the container. Making one is atomic, so
/// any number of processes may take addresses at once and a crash leaves an address taken or free. Not flushed: what a power failure takes away is
/// in the containers' descriptions.
/// </summary>
internal sealed class LeaseBook(string directory)
{
    /// <summary>All, or none where there is no such network.</summary>
    public IReadOnlyList<AddressLease> Read() => !Directory.Exists(directory) ? [] :
        [.. new DirectoryInfo(directory).EnumerateFileSystemInfos().Select(Read).OfType<AddressLease>().OrderBy(lease => lease.Address.GetAddressBytes().Length).ThenBy(lease => Convert.ToHexString(lease.Address.GetAddressBytes()), StringComparer.Ordinal)];

    /// <summary>The addresses that are somebody's.</summary>
    public HashSet<IPAddress> Taken() => !Directory.Exists(directory) ? [] : [.. Directory.EnumerateFileSystemEntries(directory).Select(path => IPAddress.TryParse(Path.GetFileName(path), out var address) ? address : null).OfType<IPAddress>()];

    /// <summary>Who has an address; null: nobody.</summary>
    public ContainerId? OwnerOf(IPAddress address) => Read(new FileInfo(PathOf(address)))?.Container;

    /// <summary>Takes an address.</summary>
    /// <returns>False where another has it.</returns>
    public bool TryTake(IPAddress address, ContainerId container)
    {
        try
        {
            Directory.CreateDirectory(directory);
            File.CreateSymbolicLink(PathOf(address), container.Value);
            return true;
        }
        catch (IOException) when (OwnerOf(address) is { } owner)
        {
            return owner == container;
        }
    }

    /// <summary>Gives an address back, if it is this container's.</summary>
    public void Release(IPAddress address, ContainerId container)
    {
        if (OwnerOf(address) == container) File.Delete(PathOf(address));
    }

    private string PathOf(IPAddress address) => Path.Combine(directory, $"{address}");

    private static AddressLease? Read(FileSystemInfo link)
    {
        try
        {
            return IPAddress.TryParse(link.Name, out var address) && ContainerId.TryParse(link.LinkTarget, null, out var container) ? new(address, container) : null;
        }
        catch (IOException)
        {
            // Given back meanwhile.
            return null;
        }
    }
}
