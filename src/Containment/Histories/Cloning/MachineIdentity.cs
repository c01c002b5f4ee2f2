using System.Text;
using Containment.Histories.Comparing;
using Containment.Linux.Descriptors;
using Containment.Snapshots.Upper;

namespace Containment.Histories.Cloning;

/// <summary>Gives a root file system a machine-id of its own (machine-id(5)), where it has one at all.</summary>
internal static class MachineIdentity
{
    private const string Directory = "etc", File = "machine-id";

    /// <param name="layer">The layer that is changed; nothing in it is written in place, as files may have names elsewhere.</param>
    /// <param name="below">What lies below it, top first.</param>
    /// <param name="now">The new file's time.</param>
    /// <returns>Whether it has one now.</returns>
    public static bool Renew(string layer, IReadOnlyList<string> below, DateTimeOffset now)
    {
        using var layers = new OpenLayers([layer, .. below]);
        using var root = layers.Enter();
        if (Sighting.Of(root, Directory) is not { IsDirectory: true } etc) return false;
        using var inside = etc.Enter(Directory, Directory);
        if (Sighting.Of(inside, File) is not { Status.Kind: FileKind.Regular } found) return false;
        var reader = new UpperEntryReader();
        if (reader.Read(etc.Parts[0], Directory, Directory) is not { } directory || reader.Read(found.Parts[0], File, $"{Directory}/{File}") is not { } file) return false;

        using var writer = new UpperTreeWriter(layer);
        if (!System.IO.Directory.Exists(Path.Combine(layer, Directory))) writer.Apply(directory with { Opaque = false });
        writer.Remove(file.Path);
        var text = Encoding.ASCII.GetBytes($"{Guid.NewGuid():n}\n");
        using var written = writer.BeginFile(file with { Kind = UpperKind.File, HardLinkOf = default, Size = text.Length, Modified = now.ToUnixTimeMilliseconds() * 1_000_000 });
        written.Write(0, text);
        using var digest = new ContentDigest();
        digest.Append(0, text);
        written.Complete(digest.Finish(text.Length));
        writer.Complete(durable: false);
        return true;
    }
}
