using Containment.Containers.Life;
using Containment.Snapshots.Upper;

namespace Containment.Migration.Ends;

/// <summary>How large a container's base is.</summary>
internal static class BaseBytes
{
    public static async Task<long> OfAsync(ContainerHost host, ContainerId id, CancellationToken cancellation)
    {
        var bytes = 0L;
        foreach (var layer in (await host.Containers().Store.ReadStateAsync(id, cancellation).ConfigureAwait(false)).Layers)
        {
            using var tree = new UpperTree(layer);
            bytes += tree.Entries().Sum(entry => entry.Size);
        }
        return bytes;
    }
}
