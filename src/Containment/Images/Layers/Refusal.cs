using Containment.Linux.Descriptors;

namespace Containment.Images.Layers;

/// <summary>An archive's member that would do harm or makes no sense; becomes a <see cref="ContainmentException"/> that also names the archive.</summary>
internal sealed class Refusal(PathBytes entry, string what) : Exception($"entry \"{entry}\" {what}")
{
    public PathBytes Entry { get; } = entry;
}
