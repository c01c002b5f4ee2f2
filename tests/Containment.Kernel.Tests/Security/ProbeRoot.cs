using System.Diagnostics;
using Containment.Kernel.Tests.Fixtures;

namespace Containment.Kernel.Tests.Security;

/// <summary>A busybox root with the compiled probes in /bin, made once for the run, and the same probes for the host.</summary>
internal static class ProbeRoot
{
    private static readonly Lazy<string> Made = new(Make);

    /// <summary>The root file system; made on first use.</summary>
    public static string Path => Made.Value;

    /// <summary>A probe as the host runs it.</summary>
    public static string Probe(string name) => $"{Path}/bin/{name}";

    public static void Remove()
    {
        if (Made.IsValueCreated) Directory.Delete(Made.Value, recursive: true);
    }

    /// <summary>One more, for a test that changes it; the caller removes it.</summary>
    public static string Make()
    {
        var root = BusyboxRoot.Make();
        foreach (var source in Directory.EnumerateFiles(System.IO.Path.Combine(AppContext.BaseDirectory, "Security/Probes"), "*.c"))
            Compile(source, $"{root}/bin/{System.IO.Path.GetFileNameWithoutExtension(source)}");
        return root;
    }

    public static void Compile(string source, string program)
    {
        using var process = Process.Start(new ProcessStartInfo("gcc", ["-O1", "-static", "-Wall", "-Wextra", "-Werror", "-D_GNU_SOURCE", "-o", program, source]) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"gcc refused {source}: {errors}");
    }
}
