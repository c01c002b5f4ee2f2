using System.Security.Cryptography.X509Certificates;
using Containment.Migration.Keys;
using Containment.Migration.Wire;

namespace Containment.Migration;

/// <summary>
/// Who this host is to other hosts: an ECDSA P-256 key with a self-signed certificate (STATE/identity), and the peers it trusts,
/// each pinned by the fingerprint of its certificate (STATE/peers). Nothing else is trusted, no authority is asked.
/// </summary>
public sealed class HostIdentity
{
    private readonly PeerStore _peers, _relays;

    private HostIdentity(ContainerHost host, X509Certificate2 certificate)
    {
        Certificate = certificate;
        Fingerprint = Wire.Fingerprint.Of(certificate.RawDataMemory.Span);
        _peers = new PeerStore(Path.Combine(host.Options.StateDirectory, "peers"));
        _relays = new PeerStore(Path.Combine(host.Options.StateDirectory, "relays"));
    }

    /// <summary>SHA-256 of the certificate, as <c>sha256:</c> and 64 hexadecimal digits: what other hosts pin.</summary>
    public string Fingerprint { get; }

    internal X509Certificate2 Certificate { get; }

    /// <summary>Makes the key and the certificate where they are missing (<c>containment host init</c>), and opens them.</summary>
    /// <exception cref="ContainmentException">They are there and can't be read (<see cref="FailureReason.Corrupt"/>).</exception>
    public static async Task<HostIdentity> CreateAsync(ContainerHost host, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        var store = new KeyStore(host.Options.StateDirectory);
        await store.EnsureAsync(host.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
        return new HostIdentity(host, await store.ReadAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Opens the identity made before.</summary>
    /// <exception cref="ContainmentException">There is none (<see cref="FailureReason.NotFound"/>) or it can't be read.</exception>
    public static async Task<HostIdentity> OpenAsync(ContainerHost host, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        return new HostIdentity(host, await new KeyStore(host.Options.StateDirectory).ReadAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Trusts a host, or replaces the fingerprint of one that is known under this name.</summary>
    /// <param name="name">What it is called here; of the form of a <see cref="ContainerId"/>.</param>
    /// <param name="fingerprint">Its <see cref="Fingerprint"/>, as printed by <c>containment host init</c> over there.</param>
    /// <param name="cancellationToken">Gives up before it is written.</param>
    /// <exception cref="InvalidSpecException">The name or the fingerprint is not of its form.</exception>
    public Task TrustAsync(string name, string fingerprint, CancellationToken cancellationToken = default) =>
        ContainerId.TryParse(name, null, out _)
            ? _peers.PutAsync(new TrustedPeer(name, Wire.Fingerprint.Parse(fingerprint)), cancellationToken)
            : throw new InvalidSpecException("name", name, "1 to 63 of a-z 0-9 - _ . and a letter or digit first");

    /// <summary>Stops trusting a host.</summary>
    /// <returns>Whether it had been trusted.</returns>
    public Task<bool> DistrustAsync(string name, CancellationToken cancellationToken = default) => _peers.RemoveAsync(name, cancellationToken);

    /// <summary>Trusts a relay (<see cref="MigrationRelay"/>) to carry what it can't read. It is no peer: it can't move a container here.</summary>
    /// <param name="name">What it is called here; of the form of a <see cref="ContainerId"/>.</param>
    /// <param name="fingerprint">Its <see cref="Fingerprint"/>.</param>
    /// <param name="cancellationToken">Gives up before it is written.</param>
    /// <exception cref="InvalidSpecException">The name or the fingerprint is not of its form.</exception>
    public Task TrustRelayAsync(string name, string fingerprint, CancellationToken cancellationToken = default) =>
        ContainerId.TryParse(name, null, out _)
            ? _relays.PutAsync(new TrustedPeer(name, Wire.Fingerprint.Parse(fingerprint)), cancellationToken)
            : throw new InvalidSpecException("name", name, "1 to 63 of a-z 0-9 - _ . and a letter or digit first");

    /// <summary>Stops trusting a relay.</summary>
    /// <returns>Whether it had been trusted.</returns>
    public Task<bool> DistrustRelayAsync(string name, CancellationToken cancellationToken = default) => _relays.RemoveAsync(name, cancellationToken);

    /// <summary>The trusted hosts, by name.</summary>
    public Task<IReadOnlyList<TrustedPeer>> PeersAsync(CancellationToken cancellationToken = default) => _peers.ReadAsync(cancellationToken);

    internal async Task<PeerList> RelaysAsync(CancellationToken cancellation) => new(await _relays.ReadAsync(cancellation).ConfigureAwait(false));

    internal async Task<PeerList> TrustedAsync(CancellationToken cancellation) => new(await _peers.ReadAsync(cancellation).ConfigureAwait(false));
}
