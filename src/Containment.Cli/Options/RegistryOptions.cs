using System.CommandLine;
using Containment.Images;

namespace Containment.Cli.Options;

/// <summary>How a registry is spoken to.</summary>
internal sealed class RegistryOptions
{
    private readonly Option<string?> _auth = new("--authfile") { Description = "A file with credentials; otherwise those of skopeo login or podman login", HelpName = "file" };
    private readonly Option<string?> _certificates = new("--cert-dir") { Description = "A directory with certificates", HelpName = "directory" };
    private readonly Option<string?> _policy = new("--policy") { Description = "A file that says whose signatures are asked for; otherwise the machine's policy.json", HelpName = "file" };
    private readonly Option<bool> _insecure = new("--insecure") { Description = "Plain HTTP, or a certificate that nobody vouches for" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_auth, _certificates, _policy, _insecure]) command.Options.Add(option);
    }

    public RegistryAccess Read(ParseResult parsed) => new()
    {
        AuthFile = Full(parsed.GetValue(_auth)), CertificateDirectory = Full(parsed.GetValue(_certificates)), PolicyFile = Full(parsed.GetValue(_policy)), Insecure = parsed.GetValue(_insecure),
    };

    private static string? Full(string? path) => path is null ? null : Path.GetFullPath(path);
}
