namespace Containment.Migration;

/// <summary>
/// Who this host is to other hosts: an ECDSA P-256 key with a self-signed certificate (STATE/identity), and the peers it trusts,
/// each pinned by the fingerprint of its certificate (STATE/peers). Nothing else is trusted, no authority is asked.
/// </summary>
public sealed class HostIdentity
{
    internal HostIdentity(string fingerprint) => Fingerprint = fingerprint;

    /// <summary>SHA-256 of the certificate, as <c>sha256:</c> and 64 hexadecimal digits: what other hosts pin.</summary>
    public string Fingerprint { get; }

    /// <summary>Makes the key and the certificate where they are missing (<c>containment host init</c>), and opens them.</summary>
    /// <exception cref="ContainmentException">They are there and can't be read (<see cref="FailureReason.Corrupt"/>).</exception>
    public static Task<HostIdentity> CreateAsync(ContainerHost host, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Opens the identity made before.</summary>
    /// <exception cref="ContainmentException">There is none (<see cref="FailureReason.NotFound"/>) or it can't be read.</exception>
    public static Task<HostIdentity> OpenAsync(ContainerHost host, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Trusts a host, or replaces the fingerprint of one that is known under this name.</summary>
    /// <param name="name">What it is called here; of the form of a <see cref="ContainerId"/>.</param>
    /// <param name="fingerprint">Its <see cref="Fingerprint"/>, as printed by <c>containment host init</c> over there.</param>
    /// <param name="cancellationToken">Gives up before it is written.</param>
    /// <exception cref="InvalidSpecException">The name or the fingerprint is not of its form.</exception>
    public Task TrustAsync(string name, string fingerprint, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Stops trusting a host.</summary>
    /// <returns>Whether it had been trusted.</returns>
    public Task<bool> DistrustAsync(string name, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The trusted hosts, by name.</summary>
    public Task<IReadOnlyList<TrustedPeer>> PeersAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
