namespace Containment.Machine.Tests.Machines;

/// <summary>A bundle in a machine for containment-oci: busybox, a program, and resources.</summary>
internal static class OciBundle
{
    /// <param name="machine">The machine.</param>
    /// <param name="directory">Where the bundle is made; its last part is the name of its cgroup, too.</param>
    /// <param name="command">The program and its arguments, as a JSON array.</param>
    /// <param name="resources">linux.resources, as JSON.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static Task MakeAsync(VirtualMachine machine, string directory, string command, string resources, CancellationToken cancellation)
    {
        const string capabilities = """["CAP_MKNOD","CAP_KILL","CAP_DAC_OVERRIDE"]""";
        var config = $$"""
            {"ociVersion":"1.0.2",
             "process":{"user":{"uid":0,"gid":0},"args":{{command}},"env":["PATH=/bin"],"cwd":"/",
               "capabilities":{"bounding":{{capabilities}},"effective":{{capabilities}},"permitted":{{capabilities}} } },
             "root":{"path":"rootfs"},
             "mounts":[{"destination":"/proc","type":"proc","source":"proc"},{"destination":"/dev","type":"tmpfs","source":"tmpfs","options":["nosuid","mode=755"]}],
             "linux":{"cgroupsPath":"/{{Path.GetFileName(directory)}}","resources":{{resources}},
               "namespaces":[{"type":"pid"},{"type":"ipc"},{"type":"uts"},{"type":"mount"},{"type":"network"}] } }
            """;
        return machine.DoAsync($"mkdir {directory} && cp -a {GuestPaths.Busybox} {directory}/rootfs && cat > {directory}/config.json << 'END'\n{config}\nEND", cancellation);
    }
}
