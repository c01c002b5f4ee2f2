namespace Containment.Checkpoints.Hindering;

/// <summary>What makes a service of systemd run in the namespaces of its container: a drop-in (systemd.unit(5), systemd.exec(5)).</summary>
internal static class ServiceDropIn
{
    private static readonly Dictionary<string, string[]> Settings = new()
    {
        ["mnt"] = ["PrivateTmp=no", "PrivateDevices=no", "ProtectSystem=no", "ProtectHome=no", "ProtectKernelTunables=no", "ProtectKernelModules=no", "ProtectKernelLogs=no", "ProtectControlGroups=no", "ProtectProc=default", "ProcSubset=all", "ReadWritePaths=", "ReadOnlyPaths=", "InaccessiblePaths=", "BindPaths=", "BindReadOnlyPaths=", "TemporaryFileSystem=", "PrivateMounts=no", "DynamicUser=no", "RestrictNamespaces=no"],
        ["net"] = ["PrivateNetwork=no"],
        ["user"] = ["PrivateUsers=no"],
        ["ipc"] = ["PrivateIPC=no"],
        ["uts"] = ["ProtectHostname=no"],
        ["pid"] = ["PrivatePIDs=no"],
        ["cgroup"] = ["ProtectControlGroups=no"],
    };

    /// <param name="unit">The service; null: none.</param>
    /// <param name="kind">The kind of namespace, as in /proc/PID/ns.</param>
    /// <returns>A command to be pasted into the container's shell; null where no setting is to blame.</returns>
    public static string? For(string? unit, string kind) => unit is not null && unit.EndsWith(".service", StringComparison.Ordinal) && Settings.TryGetValue(kind, out var settings)
        ? $"mkdir -p /etc/systemd/system/{unit}.d && printf '%s\\n' '[Service]' {string.Join(' ', settings.Select(setting => $"'{setting}'"))} > /etc/systemd/system/{unit}.d/movable.conf && systemctl daemon-reload && systemctl restart {unit}"
        : null;

    /// <param name="cgroup">A path of cgroups.</param>
    /// <returns>The unit whose cgroup it is in, the innermost; null: none.</returns>
    public static string? UnitOf(string cgroup) =>
        cgroup.Split('/').LastOrDefault(part => part.EndsWith(".service", StringComparison.Ordinal) || part.EndsWith(".scope", StringComparison.Ordinal));
}
