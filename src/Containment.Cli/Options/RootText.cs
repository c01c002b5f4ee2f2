using Containment.Images;

namespace Containment.Cli.Options;

/// <summary>
/// Reads where a root file system is: the path of a directory, an OCI image layout (a directory with an oci-layout file, #NAME picks one) or a
/// tar archive; what is no path that exists, and begins as none, is the name of an image.
/// </summary>
internal static class RootText
{
    public static RootSource Parse(string text)
    {
        var hash = text.IndexOf('#');
        var path = Path.GetFullPath(hash < 0 ? text : text[..hash]);
        if (File.Exists(Path.Combine(path, "oci-layout"))) return new RootSource.OciLayout(path, hash < 0 ? null : text[(hash + 1)..]);
        if (File.Exists(path)) return new RootSource.Tarball(path);
        return Directory.Exists(path) || text.StartsWith('/') || text.StartsWith('.') ? new RootSource.Directory(path) : new RootSource.Image(text);
    }
}
