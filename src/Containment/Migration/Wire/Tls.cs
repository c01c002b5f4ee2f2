using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Containment.Migration.Wire;

/// <summary>TLS 1.3 with both certificates, each pinned by its fingerprint; no authority, name or date counts beside it.</summary>
internal static class Tls
{
    public static async Task<SecureLink> ConnectAsync(Stream stream, X509Certificate2 own, PeerList peers, string? wanted, CancellationToken cancellation)
    {
        TrustedPeer? peer = null;
        byte[]? seen = null;
        var link = new SslStream(stream, leaveInnerStreamOpen: false);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "containment",
            EnabledSslProtocols = SslProtocols.Tls13,
            ClientCertificateContext = SslStreamCertificateContext.Create(own, null, offline: true),
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => (peer = Known(certificate, peers, wanted, out seen)) is not null,
        };
        try
        {
            await link.AuthenticateAsClientAsync(options, cancellation).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is AuthenticationException or IOException)
        {
            await link.DisposeAsync().ConfigureAwait(false);
            throw Refused(seen, peer, wanted, failed);
        }
        return new SecureLink(link, peer!, own.RawDataMemory, seen!);
    }

    public static async Task<SecureLink> AcceptAsync(Stream stream, X509Certificate2 own, PeerList peers, CancellationToken cancellation)
    {
        TrustedPeer? peer = null;
        byte[]? seen = null;
        var link = new SslStream(stream, leaveInnerStreamOpen: false);
        var options = new SslServerAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls13,
            ServerCertificateContext = SslStreamCertificateContext.Create(own, null, offline: true),
            ClientCertificateRequired = true,
            AllowTlsResume = false,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => (peer = Known(certificate, peers, null, out seen)) is not null,
        };
        try
        {
            await link.AuthenticateAsServerAsync(options, cancellation).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is AuthenticationException or IOException)
        {
            await link.DisposeAsync().ConfigureAwait(false);
            throw Refused(seen, peer, null, failed);
        }
        return new SecureLink(link, peer!, own.RawDataMemory, seen!);
    }

    private static TrustedPeer? Known(X509Certificate? certificate, PeerList peers, string? wanted, out byte[]? seen)
    {
        seen = certificate?.GetRawCertData();
        return seen is null ? null : peers.Find(Fingerprint.Of(seen), wanted);
    }

    private static WireException Refused(byte[]? seen, TrustedPeer? peer, string? wanted, Exception inner) => (seen, peer) switch
    {
        (not null, null) => new($"the other host's certificate {Fingerprint.Of(seen)} is not that of {wanted ?? "a trusted host"}", MigrationFailure.PeerNotTrusted, inner),
        _ => new($"no secure link came about: {inner.Message}", MigrationFailure.LinkLost, inner),
    };
}
