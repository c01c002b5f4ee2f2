using System.Diagnostics;
using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;

namespace Containment.Kernel.Tests.Histories;

/// <summary>A container that is only ever run for a moment, to write and to read files.</summary>
internal static class SnapshotScene
{
    /// <summary>Makes one; each start runs the script that lies in a file that is bound into it.</summary>
    public static Task<Container> MakeAsync(TestHost test, CancellationToken cancellation, bool userNamespace = true)
    {
        File.WriteAllText(Script(test), "");
        File.SetUnixFileMode(Script(test), (UnixFileMode)0b111_101_101);
        var spec = TestHost.Shell(". /script") with { Isolation = new() { UserNamespace = userNamespace, Mounts = [new("/script", Script(test))] } };
        return test.Host.CreateAsync(spec, cancellation);
    }

    /// <summary>Starts the container with a script, and waits for its end.</summary>
    /// <returns>What this run wrote.</returns>
    public static async Task<string> RunAsync(TestHost test, Container container, string script, CancellationToken cancellation)
    {
        await File.WriteAllTextAsync(Script(test), "set -e\n" + script + "\n", cancellation);
        var before = (await Checkpoints.Scene.LogAsync(container, cancellation)).Length;
        await container.StartAsync(cancellation);
        var exit = await container.WaitAsync(cancellation);
        var said = (await Checkpoints.Scene.LogAsync(container, cancellation))[before..];
        Assert.That(exit.Code, Is.Zero, said);
        return said;
    }

    /// <summary>All names in /root and /data with their contents, as the container sees them.</summary>
    public static Task<string> ViewAsync(TestHost test, Container container, CancellationToken cancellation) =>
        RunAsync(test, container, "cd /; find root data -print 2> /dev/null | sort | while read f; do stat -c '%n %f %u:%g %N' \"$f\"; [ -f \"$f\" ] && stat -c %h \"$f\"; [ -f \"$f\" ] && md5sum < \"$f\" || true; done", cancellation);

    /// <summary>The numbers of the layers that lie on disk beside the first.</summary>
    public static string[] Layers(TestHost test, Container container)
    {
        var all = Path.Combine(test.Options.StateDirectory, "containers", container.Id.Value, "layers");
        return Directory.Exists(all) ? [.. Directory.EnumerateDirectories(all).Select(path => Path.GetFileName(path)).Order()] : [];
    }

    public static string UpperOf(TestHost test, Container container, int number) =>
        Path.Combine(test.Options.StateDirectory, "containers", container.Id.Value, number == 0 ? "upper" : $"layers/{number}/upper");

    public static void Shell(string directory, string script)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/bash", ["-ec", script]) { WorkingDirectory = directory })!;
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, script);
    }

    private static string Script(TestHost test) => Path.Combine(test.Top, "script");
}
