using System.Diagnostics;
using System.Globalization;

namespace Containment.Kernel.Tests.Guests;

/// <summary>What the kernel has of a file in memory, by util-linux's fincore(1) and coreutils' dd(1).</summary>
internal static class PageCache
{
    public static long Cached(string file) => long.Parse(Run("fincore", "--bytes", "--noheadings", "--output", "RES", file).Trim(), CultureInfo.InvariantCulture);

    /// <summary>Lets the kernel drop its pages (posix_fadvise(2), POSIX_FADV_DONTNEED); all of it must be on disk.</summary>
    public static void Forget(string file) => Run("dd", "of=" + file, "oflag=nocache", "conv=notrunc,fdatasync", "count=0", "status=none");

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, program);
        return output;
    }
}
