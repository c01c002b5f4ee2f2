using System.Diagnostics;

namespace Containment.Kernel.Tests.Fixtures;

/// <summary>
/// A root file system of one static program, busybox, made once for the run: <c>BusyboxRoot.Path</c>. It is only a lower
/// layer, so all tests share it. Removed at the end of the run by <see cref="BusyboxRootRemoval"/>.
/// </summary>
internal static class BusyboxRoot
{
    private static readonly Lazy<string> Made = new(Make);

    /// <summary>The directory; made on first use.</summary>
    public static string Path => Made.Value;

    public static void Remove()
    {
        if (Made.IsValueCreated) Directory.Delete(Made.Value, recursive: true);
    }

    /// <summary>Makes one more, for a test that changes it; the caller removes it.</summary>
    public static string Make()
    {
        var root = Directory.CreateTempSubdirectory("ct").FullName;
        // What is inside is seen by ids that are nobody outside.
        File.SetUnixFileMode(root, (UnixFileMode)0b111_101_101);
        foreach (var directory in (string[])["bin", "dev", "etc", "proc", "root", "sys", "tmp", "var", "run", "usr"]) Directory.CreateDirectory(System.IO.Path.Combine(root, directory));
        var program = File.Exists("/bin/busybox") ? "/bin/busybox" : "/usr/bin/busybox";
        File.Copy(program, System.IO.Path.Combine(root, "bin/busybox"));
        foreach (var applet in Applets(program)) File.CreateSymbolicLink(System.IO.Path.Combine(root, "bin", applet), "busybox");
        File.CreateSymbolicLink(System.IO.Path.Combine(root, "sbin"), "bin");
        File.CreateSymbolicLink(System.IO.Path.Combine(root, "usr/bin"), "../bin");
        File.WriteAllText(System.IO.Path.Combine(root, "etc/passwd"), "root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1000::/tmp:/bin/sh\n");
        File.WriteAllText(System.IO.Path.Combine(root, "etc/group"), "root:x:0:\nalice:x:1000:\n");
        return root;
    }

    private static string[] Applets(string program)
    {
        using var process = Process.Start(new ProcessStartInfo(program, "--list") { RedirectStandardOutput = true })!;
        var names = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return [.. names.Where(name => name != "busybox")];
    }
}
