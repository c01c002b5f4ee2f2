namespace Containment.Images;

/// <summary>
/// How a registry is spoken to. What is not said here is as skopeo(1) finds it on the machine: credentials of <c>skopeo login</c> or
/// <c>podman login</c>, registries.conf, policy.json, certificates.
/// </summary>
public sealed record RegistryAccess
{
    /// <summary>A file with credentials (containers-auth.json(5)); null: the usual ones.</summary>
    /// <exception cref="InvalidSpecException">Not an absolute path.</exception>
    public string? AuthFile { get; init => field = Absolute(value, nameof(AuthFile)); }

    /// <summary>A directory with certificates (containers-certs.d(5)); null: the usual ones.</summary>
    /// <exception cref="InvalidSpecException">Not an absolute path.</exception>
    public string? CertificateDirectory { get; init => field = Absolute(value, nameof(CertificateDirectory)); }

    /// <summary>A file that says whose signatures are asked for (containers-policy.json(5)); null: the machine's.</summary>
    /// <exception cref="InvalidSpecException">Not an absolute path.</exception>
    public string? PolicyFile { get; init => field = Absolute(value, nameof(PolicyFile)); }

    /// <summary>Plain HTTP, or certificates that nobody vouches for. Default false.</summary>
    public bool Insecure { get; init; }

    /// <summary>How often a transfer that was cut is tried again. Default 3.</summary>
    /// <exception cref="InvalidSpecException">Not from 0 to 100.</exception>
    public int Retries { get; init => field = value is >= 0 and <= 100 ? value : throw new InvalidSpecException(nameof(Retries), value, "0 to 100"); } = 3;

    private static string? Absolute(string? path, string field) => path is null || Path.IsPathFullyQualified(path) ? path : throw new InvalidSpecException(field, path, "an absolute path");
}
