using Containment.Networks;

namespace Containment;

// Networks that span hosts.
public static partial class NetworksVerbs
{
    extension(ContainerHost host)
    {
        /// <summary>
        /// Makes a bridge one network with those of other hosts, or changes who they are: adds peers that are missing and removes those that are
        /// gone; what fits already stays, so that it can be called again at any time. Each of the hosts calls it. The bridge's MTU becomes that of
        /// the link below less 50 bytes (70 over IPv6), and containers that are connected from then on get it.
        /// </summary>
        /// <param name="bridge">The bridge; it must exist.</param>
        /// <param name="spec">The network.</param>
        /// <param name="ct">Stops waiting for other changes of links; what has begun is finished.</param>
        /// <exception cref="InvalidSpecException">A peer is this host, or of another family.</exception>
        /// <exception cref="ContainmentException">NotFound: the bridge, or a link that has the local address; WrongState: a link of that name is no bridge; AlreadyExists: the network's number is another bridge's.</exception>
        /// <exception cref="KernelException">EPERM: CAP_NET_ADMIN is needed; EOPNOTSUPP: the kernel has no VXLAN.</exception>
        public Task EnsureSpanningAsync(string bridge, VxlanSpec spec, CancellationToken ct = default)
        {
            ArgumentNullException.ThrowIfNull(spec);
            spec.Check();
            return host.Part(h => new HostSpanning()).EnsureAsync(LinkName.Checked(bridge, nameof(bridge)), spec, ct);
        }

        /// <summary>Makes a bridge this host's alone again.</summary>
        /// <param name="bridge">The bridge.</param>
        /// <param name="ct">Stops waiting for other changes of links.</param>
        /// <returns>False where it was, or where there is no such bridge.</returns>
        public Task<bool> DeleteSpanningAsync(string bridge, CancellationToken ct = default) =>
            host.Part(h => new HostSpanning()).DeleteAsync(LinkName.Checked(bridge, nameof(bridge)), ct);
    }
}
