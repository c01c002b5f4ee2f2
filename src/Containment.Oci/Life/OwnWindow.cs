using Containment.Bundles.Oci;
using Containment.Linux.Descriptors;

namespace Containment.Oci.Life;

/// <summary>A terminal in the foreground begins with the size of ours, so that programs which ask at once are told the right one.</summary>
internal static class OwnWindow
{
    public static RuntimeSpec GiveTo(RuntimeSpec spec) =>
        spec.Process is { Terminal: true, ConsoleSize: null } process && WindowSize.Of(0) is { Rows: > 0, Columns: > 0 } size
            ? spec with { Process = process with { ConsoleSize = new() { Height = size.Rows, Width = size.Columns } } }
            : spec;
}
