using Containment.Images.Oci;
using Containment.Images.Storing;

namespace Containment.Images.Registries;

/// <summary>Reads out of skopeo's lines how far a push is: each layer is named when its turn comes.</summary>
internal sealed class PushLines(NamedImage named, LayoutImage image, IProgress<ImageProgress>? progress)
{
    private const string Begins = "Copying blob ";
    private long _begun, _current;

    public void Read(string line)
    {
        if (progress is null || !line.StartsWith(Begins, StringComparison.Ordinal)) return;
        var digest = line[Begins.Length..].Split(' ')[0];
        _begun += _current;
        _current = image.Layers.FirstOrDefault(layer => layer.Stored.ToString() == digest)?.Size ?? 0;
        Report(_begun);
    }

    public void Complete() => Report(named.Bytes);

    private void Report(long bytes) => progress?.Report(new(named.Name, Math.Min(bytes, named.Bytes), named.Bytes) { Work = ImageWork.Pushing });
}
