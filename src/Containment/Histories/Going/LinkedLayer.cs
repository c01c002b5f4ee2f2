using Containment.Checkpoints.Storing;
using Containment.Snapshots.Upper;

namespace Containment.Histories.Going;

/// <summary>One layer made of several sealed ones. Files get one more name where the file system lets them, and are copied else.</summary>
internal static class LinkedLayer
{
    /// <param name="layers">The layers, top first; nobody writes to them, now or later.</param>
    /// <param name="below">What lies below them, top first.</param>
    /// <param name="to">An existing empty directory.</param>
    /// <param name="cancellationToken">Gives up; what is made stays.</param>
    /// <returns>Whether contents were copied, which are not on the disk yet.</returns>
    public static bool Make(IReadOnlyList<string> layers, IReadOnlyList<string> below, string to, CancellationToken cancellationToken)
    {
        var copied = false;
        using var source = new UpperTree(layers, below);
        using var target = new UpperTreeWriter(to);
        foreach (var entry in source.Entries())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.Kind != UpperKind.File) target.Apply(entry);
            else if (!target.TryLink(source, entry))
            {
                LayerCopy.CopyFile(source, target, entry);
                copied = true;
            }
        }
        target.Complete(durable: false);
        return copied;
    }
}
