using Containment.Images;
using Containment.Migration.Files;
using Containment.Migration.Wire;

namespace Containment.Migration.Ends;

/// <summary>Base root file systems on the target: found by digest where they are, kept under STATE/images/trees where they were sent.</summary>
internal sealed class BaseTrees(ContainerHost host)
{
    private readonly string _kept = Path.Combine(host.Options.StateDirectory, "images", "trees");

    /// <summary>A source that holds exactly the tree of this digest; null when it has to be sent.</summary>
    public async Task<RootSource?> FindAsync(RootSource offered, string digest, CancellationToken cancellation)
    {
        if (Directory.Exists(PathOf(digest))) return new RootSource.Directory(PathOf(digest));
        try
        {
            var tree = await host.Images().ResolveAsync(offered, null, cancellation).ConfigureAwait(false);
            var here = tree.Layers.Count == 1 ? await TreeDigest.OfAsync(tree.Layers[0], cancellation).ConfigureAwait(false) : tree.Digest;
            return here == digest ? offered : null;
        }
        catch (Exception missing) when (missing is InvalidSpecException or ContainmentException)
        {
            return null;
        }
    }

    public string ReceivingPath(Guid migrationId) => Path.Combine(_kept, $"{migrationId:N}~");

    public string BeginReceiving(Guid migrationId)
    {
        var path = ReceivingPath(migrationId);
        Discard(migrationId);
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>Judges what was received and keeps it under its digest.</summary>
    public async Task<RootSource> KeepAsync(Guid migrationId, string digest, CancellationToken cancellation)
    {
        var path = Path.Combine(_kept, $"{migrationId:N}~");
        var here = await TreeDigest.OfAsync(path, cancellation).ConfigureAwait(false);
        if (here != digest) throw new WireException($"a base of digest {here} where {digest} was promised");
        try
        {
            Directory.Move(path, PathOf(digest));
        }
        catch (IOException) when (Directory.Exists(PathOf(digest)))
        {
            Discard(migrationId);
        }
        return new RootSource.Directory(PathOf(digest));
    }

    public void Discard(Guid migrationId)
    {
        var path = Path.Combine(_kept, $"{migrationId:N}~");
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
    }

    private string PathOf(string digest)
    {
        var digits = digest[(digest.IndexOf(':') + 1)..];
        return digits.Length == 64 && digits.All(char.IsAsciiHexDigitLower) ? Path.Combine(_kept, digits) : throw new WireException("a base without a digest");
    }
}
