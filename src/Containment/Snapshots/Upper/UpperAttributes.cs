using Containment.Linux.Descriptors;

namespace Containment.Snapshots.Upper;

/// <summary>Parts the overlay's own extended attributes from the container's (Documentation/filesystems/overlayfs.rst).</summary>
internal static class UpperAttributes
{
    private const string Overlay = "trusted.overlay.";

    /// <summary>Whether an attribute belongs to the overlay and may never come from outside.</summary>
    public static bool IsOverlays(string key) =>
        key.StartsWith(Overlay, StringComparison.Ordinal) || key.StartsWith("user.overlay.", StringComparison.Ordinal);

    /// <exception cref="ContainmentException">A directory was renamed or a file's data was left below: other layers can't be told (Unsupported).</exception>
    public static (IReadOnlyList<KeyValuePair<string, byte[]>> Own, bool Opaque) Sort(IReadOnlyList<KeyValuePair<string, byte[]>> all, PathBytes path)
    {
        if (all.Count == 0) return (all, false);
        List<KeyValuePair<string, byte[]>> own = [];
        var opaque = false;
        foreach (var attribute in all)
        {
            if (!attribute.Key.StartsWith(Overlay, StringComparison.Ordinal)) own.Add(attribute);
            else if (attribute.Key == ExtendedAttributes.OverlayOpaque) opaque = attribute.Value is [(byte)'y'];
            else if (attribute.Key is Overlay + "redirect" or Overlay + "metacopy")
                throw new ContainmentException(FailureReason.Unsupported, path.ToString(), $"{path} has {attribute.Key}: the overlay was mounted with redirect_dir or metacopy on");
        }
        return (own, opaque);
    }
}
