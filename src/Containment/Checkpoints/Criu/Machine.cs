namespace Containment.Checkpoints.Criu;

/// <summary>What of this machine decides whether images fit it.</summary>
internal static class Machine
{
    /// <summary>As uname(2) says.</summary>
    public static string Kernel { get; } = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();

    public static string KernelBuild { get; } = File.ReadAllText("/proc/sys/kernel/version").Trim();

    public static string Architecture { get; } = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "aarch64" : "x86_64";

    /// <summary>The processor's features, in order (/proc/cpuinfo).</summary>
    public static IReadOnlyList<string> Processor { get; } = Features(File.ReadLines("/proc/cpuinfo"));

    internal static IReadOnlyList<string> Features(IEnumerable<string> lines) =>
        lines.FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal) || line.StartsWith("Features", StringComparison.Ordinal)) is { } line
            ? [.. line[(line.IndexOf(':') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)] : [];
}
