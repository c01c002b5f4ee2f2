using Containment.Linux.Descriptors;

namespace Containment.Images.Layers;

/// <summary>What a name says about lower layers (image-spec, layer.md, "Whiteouts").</summary>
internal readonly record struct Whiteout(WhiteoutKind Kind, PathBytes Hidden)
{
    /// <exception cref="Refusal">It would remove the directory it is in, or the one above.</exception>
    public static Whiteout Of(PathBytes path)
    {
        var name = path.Name.Span;
        if (!name.StartsWith(".wh."u8)) return default;
        var hidden = name[4..];
        if (hidden.SequenceEqual(".wh..opq"u8)) return new(WhiteoutKind.Opaque, default);
        if (hidden.StartsWith(".wh."u8)) return new(WhiteoutKind.Bookkeeping, default);
        if (hidden.IsEmpty || hidden is [(byte)'.'] or [(byte)'.', (byte)'.']) throw new Refusal(path, "is a whiteout of no possible name");
        return new(WhiteoutKind.Name, new(hidden));
    }
}
