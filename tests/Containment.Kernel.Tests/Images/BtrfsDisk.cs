using System.Diagnostics;

namespace Containment.Kernel.Tests.Images;

/// <summary>A btrfs of 512 MiB in a file with holes, mounted until it is disposed.</summary>
internal sealed class BtrfsDisk : IDisposable
{
    private readonly string _file = System.IO.Path.GetTempFileName();

    public BtrfsDisk()
    {
        using (var file = File.OpenWrite(_file)) file.SetLength(512L << 20);
        Run("mkfs.btrfs", "-q", _file);
        Run("mount", "-t", "btrfs", "-o", "loop", _file, Path);
        // A container's root is nobody here and must get through.
        File.SetUnixFileMode(Path, (UnixFileMode)0b111_101_101);
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("ct").FullName;

    /// <summary>Has it count what subvolumes take.</summary>
    public void Count() => Run("btrfs", "quota", "enable", Path);

    public void Dispose()
    {
        Run("umount", Path);
        Directory.Delete(Path);
        File.Delete(_file);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new IOException($"{program} {string.Join(' ', arguments)}: {error}");
    }
}
