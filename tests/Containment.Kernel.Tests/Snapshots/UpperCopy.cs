using Containment.Snapshots.Upper;

namespace Containment.Kernel.Tests.Snapshots;

/// <summary>Carries entries from one upper layer to another, as a move does, but without a wire.</summary>
internal static class UpperCopy
{
    public static List<UpperEntry> Walk(string upper)
    {
        using var tree = new UpperTree(upper);
        return [.. tree.Entries()];
    }

    public static void Apply(string from, string to, UpperTreeDelta delta)
    {
        using var source = new UpperTree(from);
        using var target = new UpperTreeWriter(to);
        foreach (var path in delta.Removed) target.Remove(path);
        foreach (var entry in delta.Changed)
        {
            if (entry.Kind == UpperKind.File) CopyFile(source, target, entry);
            else target.Apply(entry);
        }
        target.Complete();
    }

    private static void CopyFile(UpperTree source, UpperTreeWriter target, UpperEntry entry)
    {
        using var content = source.OpenContent(entry)!;
        using var file = target.BeginFile(entry);
        using var digest = new ContentDigest();
        var buffer = new byte[10_000];
        foreach (var range in content.Ranges())
            for (long done = 0; done < range.Length;)
            {
                var read = content.Read(range.Offset + done, buffer.AsSpan(0, (int)Math.Min(buffer.Length, range.Length - done)));
                digest.Append(range.Offset + done, buffer.AsSpan(0, read));
                file.Write(range.Offset + done, buffer.AsSpan(0, read));
                done += read;
            }
        file.Complete(digest.Finish(entry.Size));
    }
}
