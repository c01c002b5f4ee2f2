using System.Net;
using Containment.Containers;
using Containment.Containers.Life;
using Containment.Networks;

namespace Containment.Migration.Ends;

/// <summary>Whether containers of this host have addresses that another would bring.</summary>
internal static class AddressJudge
{
    public static async Task<IReadOnlyList<MigrationFinding>> JudgeAsync(ContainerRegistry registry, ContainerSpec coming, CancellationToken cancellation)
    {
        if (coming.Networks.All(network => network.Addresses.Count == 0)) return [];
        List<(ContainerId Id, IReadOnlyList<NetworkSpec> Networks)> others = [];
        foreach (var id in await registry.Store.ListAsync(cancellation).ConfigureAwait(false))
        {
            try
            {
                others.Add((id, (await registry.Store.ReadSpecAsync(id, cancellation).ConfigureAwait(false)).Networks));
            }
            catch (ContainmentException gone) when (gone.Reason is FailureReason.NotFound or FailureReason.Corrupt)
            {
                // It goes just now, or nobody can start it.
            }
        }
        return Taken(coming, others);
    }

    /// <summary>Only where both are connected to the same: elsewhere the same address is another one. Pure.</summary>
    public static IReadOnlyList<MigrationFinding> Taken(ContainerSpec coming, IReadOnlyList<(ContainerId Id, IReadOnlyList<NetworkSpec> Networks)> others) =>
    [
        .. from network in coming.Networks
           from address in network.Addresses.Select(one => one.Address)
           from other in others
           where other.Id != coming.Id && other.Networks.Any(its => its.Link == network.Link && Has(its, address))
           select MigrationFindings.Address(address, other.Id),
    ];

    private static bool Has(NetworkSpec network, IPAddress address) => network.Addresses.Any(one => one.Address.Equals(address));
}
