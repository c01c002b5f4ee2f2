using Containment.Linux.Descriptors;
using Containment.Snapshots.Upper;

namespace Containment.Histories.Comparing;

/// <summary>The roots of a stack of layers.</summary>
internal sealed class OpenLayers : IDisposable
{
    private readonly List<Descriptor> _roots = [];

    public OpenLayers(IReadOnlyList<string> layers)
    {
        try
        {
            foreach (var layer in layers) _roots.Add(At.OpenDirectory(layer));
        }
        catch (KernelRefusal refusal)
        {
            Dispose();
            throw new KernelException(refusal);
        }
    }

    public WalkLevel? Enter() => WalkLevel.Enter(_roots, ".", default, hides: false);

    public void Dispose()
    {
        foreach (var root in _roots) root.Dispose();
    }
}
