namespace Containment.Snapshots;

/// <summary>
/// What an overlay root is made of: read-only layers (top first), and the container's own upper and work directories.
/// Files on disk always carry the ids that the container sees (0 is root); the launch maps them.
/// </summary>
internal sealed record RootLayers(IReadOnlyList<string> Lower, string Upper, string Work);
