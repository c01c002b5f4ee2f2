using Containment.Images;

namespace Containment.Cli.Options;

/// <summary>Reads a root file system's path: a directory, an OCI image layout (a directory with an oci-layout file, #NAME picks one), or a tar archive.</summary>
internal static class RootText
{
    public static RootSource Parse(string text)
    {
        var hash = text.IndexOf('#');
        var path = Path.GetFullPath(hash < 0 ? text : text[..hash]);
        if (File.Exists(Path.Combine(path, "oci-layout"))) return new RootSource.OciLayout(path, hash < 0 ? null : text[(hash + 1)..]);
        return File.Exists(path) ? new RootSource.Tarball(path) : new RootSource.Directory(path);
    }
}
