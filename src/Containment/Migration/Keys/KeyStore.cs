using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Containment.Migration.Journals;

namespace Containment.Migration.Keys;

/// <summary>STATE/identity: one PEM file with the key and its self-signed certificate, mode 0600, written once.</summary>
internal sealed class KeyStore(string stateDirectory)
{
    private readonly string _path = Path.Combine(stateDirectory, "identity", "host.pem");

    public async Task EnsureAsync(TimeProvider clock, CancellationToken cancellation)
    {
        if (File.Exists(_path)) return;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Environment.MachineName}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1"), new("1.3.6.1.5.5.7.3.2")], false));
        var now = clock.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(100));
        // Created only where none is: of two processes at once one wins, and both read the same.
        await DurableFile.CreateAsync(_path, System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n" + certificate.ExportCertificatePem() + "\n"), cancellation).ConfigureAwait(false);
    }

    /// <exception cref="ContainmentException">There is none, or it can't be read.</exception>
    public async Task<X509Certificate2> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            var pem = await File.ReadAllTextAsync(_path, cancellation).ConfigureAwait(false);
            return X509Certificate2.CreateFromPem(pem, pem);
        }
        catch (IOException missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ContainmentException(FailureReason.NotFound, _path, $"this host has no identity ({_path} is missing); `containment host init` makes one", null, missing);
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException)
        {
            throw new ContainmentException(FailureReason.Corrupt, _path, $"{_path} holds no key and certificate: {broken.Message}", null, broken);
        }
    }
}
