using Containment.Images;

namespace Containment.Cli.Output;

/// <summary>Says what was collected.</summary>
internal static class CollectedLine
{
    public static void Write(CollectedImages collected) => Console.Error.WriteLine($"collected {collected.Layers} layers, {collected.Blobs} blobs, {collected.Packages} packages with {Sizes.Of(collected.Bytes)}");
}
