using System.Text.Json;
using Containment.Images.Layers;
using Containment.Linux.Descriptors;

namespace Containment.Images.Oci;

/// <summary>
/// Adds images to an OCI layout directory, which is made where it is missing. One writer at a time has it, by the lock LAYOUT/.lock. Blobs are
/// renamed into place when they are on disk, and the index comes last: readers see an image whole or not at all. What was added and not
/// published is removed at the end; *.partial is what a killed writer left, and goes when the next one comes.
/// </summary>
internal sealed class LayoutWriter : IDisposable
{
    public const string ManifestType = "application/vnd.oci.image.manifest.v1+json", ConfigType = "application/vnd.oci.image.config.v1+json";
    private const string IndexType = "application/vnd.oci.image.index.v1+json", ReferenceName = "org.opencontainers.image.ref.name", IndexFile = "index.json";
    private readonly string _layout, _blobs;
    private readonly FileLock _held;
    private readonly List<string> _added = [];

    private LayoutWriter(string layout, FileLock held) => (_layout, _blobs, _held) = (layout, BlobsOf(layout), held);

    /// <exception cref="ContainmentException">What is there is no layout (WrongState).</exception>
    /// <exception cref="KernelRefusal">The directory can't be made or locked.</exception>
    public static async Task<LayoutWriter> OpenAsync(string layout, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (File.Exists(layout) || Directory.Exists(layout) && !File.Exists(Path.Combine(layout, LayoutVersion.File)) && Directory.EnumerateFileSystemEntries(layout).Any(entry => Path.GetFileName(entry) is not (".lock" or "blobs")))
            throw new ContainmentException(FailureReason.WrongState, layout, $"{layout} is no OCI image layout, and not empty; name one, or a directory that does not exist");
        Directory.CreateDirectory(BlobsOf(layout));
        var writer = new LayoutWriter(layout, await FileLock.TakeAsync(Path.Combine(layout, ".lock"), clock, cancellationToken).ConfigureAwait(false));
        try
        {
            foreach (var partial in Directory.EnumerateFiles(writer._blobs, "*.partial")) File.Delete(partial);
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>Takes a file as a blob, away from where it is. It must be on disk already, and be what is said of it.</summary>
    public BlobDescriptor AddFile(string path, Digest digest, long size, string mediaType)
    {
        if (!File.Exists(PathOf(digest)))
        {
            var partial = PathOf(digest) + ".partial";
            if (!Moves(path, partial)) Copy(path, partial, digest);
            Place(partial, digest);
        }
        return new() { MediaType = mediaType, Digest = digest.ToString(), Size = size };
    }

    /// <summary>Writes a document as a blob.</summary>
    public BlobDescriptor Add(byte[] content, string mediaType)
    {
        var digest = Digest.Of(content);
        if (!File.Exists(PathOf(digest)))
        {
            var partial = PathOf(digest) + ".partial";
            using (var file = new HashedFile(partial))
            {
                file.Write(content);
                file.Complete();
            }
            Place(partial, digest);
        }
        return new() { MediaType = mediaType, Digest = digest.ToString(), Size = content.Length };
    }

    /// <summary>Makes an image visible, in the place of one of the same name.</summary>
    public void Publish(BlobDescriptor manifest, string name)
    {
        DurableFile.Flush(_blobs);
        var index = File.Exists(Path.Combine(_layout, IndexFile)) ? BlobStore.ReadFile(_layout, IndexFile, ImageJson.Default.ImageIndex) : new();
        var others = (index.Manifests ?? []).Where(one => one is not null && one.Annotations?.GetValueOrDefault(ReferenceName) != name);
        var named = manifest with { Annotations = new Dictionary<string, string> { [ReferenceName] = name } };
        Replace(LayoutVersion.File, JsonSerializer.SerializeToUtf8Bytes(new LayoutVersion { ImageLayoutVersion = LayoutVersion.Current }, ImageJson.Written.LayoutVersion));
        Replace(IndexFile, JsonSerializer.SerializeToUtf8Bytes(index with { SchemaVersion = 2, MediaType = IndexType, Manifests = [.. others, named] }, ImageJson.Written.ImageIndex));
        DurableFile.Flush(_layout);
        _added.Clear();
    }

    public void Dispose()
    {
        foreach (var unseen in _added) File.Delete(unseen);
        _held.Dispose();
    }

    private static string BlobsOf(string layout) => Path.Combine(layout, "blobs", "sha256");

    private string PathOf(Digest digest) => Path.Combine(_blobs, digest.Hex);

    private static bool Moves(string from, string to)
    {
        using var source = At.OpenDirectory(Path.GetDirectoryName(from)!);
        using var target = At.OpenDirectory(Path.GetDirectoryName(to)!);
        try
        {
            At.Rename(source, Path.GetFileName(from), target, Path.GetFileName(to));
            return true;
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.EXDEV)
        {
            return false;
        }
    }

    private static void Copy(string from, string to, Digest digest)
    {
        try
        {
            using var source = File.OpenRead(from);
            using var target = new HashedFile(to);
            source.CopyTo(target, 1 << 20);
            if (target.Complete() != digest) throw BlobStore.Bad(from, $"it is not {digest}");
        }
        catch
        {
            File.Delete(to);
            throw;
        }
    }

    private void Place(string partial, Digest digest)
    {
        File.Move(partial, PathOf(digest));
        _added.Add(PathOf(digest));
    }

    private void Replace(string name, byte[] content)
    {
        var beside = Path.Combine(_layout, $".{name}.new");
        File.Delete(beside);
        try
        {
            using (var file = new HashedFile(beside))
            {
                file.Write(content);
                file.Complete();
            }
            File.Move(beside, Path.Combine(_layout, name), overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }
}
