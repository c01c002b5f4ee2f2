using Containment.Bundles;
using Containment.Bundles.Mounting;
using Containment.Bundles.Oci;
using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>
/// The container's /dev. Nobody in a user namespace may make a device node, so the keeper does; where it may not either, those of the host's /dev
/// are bound over empty files.
/// </summary>
internal static class DeviceSteps
{
    private static readonly (string Name, uint Major, uint Minor)[] Nodes =
        [("null", 1, 3), ("zero", 1, 5), ("full", 1, 7), ("random", 1, 8), ("urandom", 1, 9), ("tty", 5, 0)];

    private static readonly (string Name, string Target)[] Links =
        [("ptmx", "pts/ptmx"), ("fd", "/proc/self/fd"), ("stdin", "/proc/self/fd/0"), ("stdout", "/proc/self/fd/1"), ("stderr", "/proc/self/fd/2")];

    /// <summary>What of /dev is there before anything is mounted in it.</summary>
    public static readonly string[] Directories = ["pts", "shm", "mqueue"];

    public static void Make(LaunchScope scope)
    {
        var mount = scope.Request.Spec.Mounts?.LastOrDefault(m => m.Destination == "/dev" && m.Type == "tmpfs");
        var options = MountOptionsParser.Parse(mount?.Options ?? ["nosuid", "mode=755", "size=65536k"]);
        var maker = scope.Maker;
        List<FileSystemOption> data = [.. options.Data];
        if (scope.Outside is not null) data.AddRange([new("uid", $"{scope.RootUid}"), new("gid", $"{scope.RootGid}")]);
        scope.Devices = MountSteps.Create(scope.Plan, maker, "tmpfs", mount?.Source ?? "tmpfs", data, options.Set, "tmpfs on /dev");

        foreach (var (name, major, minor) in Nodes) Node(scope, name, Flags.CharacterDevice | 0x1b6, major, minor);
        foreach (var name in Directories) maker.Do(SystemCall.Mkdirat, $"/dev/{name}", scope.Devices, name, 0x1ed);
        foreach (var (name, target) in Links) maker.Do(SystemCall.Symlinkat, $"/dev/{name} to {target}", target, scope.Devices, name);
        if (scope.Process.Terminal) Make(scope, "console", Flags.Regular | 0x180, 0, 0);
        foreach (var device in scope.Request.Spec.Linux?.Devices ?? []) Add(scope, device);
        if (scope.Request.FirstProcess == FirstProcess.Reaper) ReaperSteps.Make(scope);
    }

    private static void Add(LaunchScope scope, OciDevice device)
    {
        if (!device.Path.StartsWith("/dev/", StringComparison.Ordinal) || device.Path[5..] is not { Length: > 0 } name || name.Contains('/') || name is "." or "..")
            throw new InvalidSpecException("linux.devices.path", device.Path, "a name directly in /dev");
        if (Nodes.Any(node => node.Name == name)) return;
        var type = device.Type switch
        {
            "c" or "u" => Flags.CharacterDevice,
            "b" => Flags.BlockDevice,
            "p" => Flags.Fifo,
            _ => throw new InvalidSpecException("linux.devices.type", device.Type, "c, b, u or p"),
        };
        Node(scope, name, type | (device.FileMode ?? 0x1b6) & 0xfff, (uint)(device.Major ?? 0), (uint)(device.Minor ?? 0));
        // A node of the host's keeps its owner.
        if (scope.Request.Powers.Nodes && (device.Uid is > 0 || device.Gid is > 0))
        {
            var (uid, gid) = (scope.Ids?.Uid(device.Uid ?? 0) ?? device.Uid ?? 0, scope.Ids?.Gid(device.Gid ?? 0) ?? device.Gid ?? 0);
            scope.Maker.Do(SystemCall.Fchownat, $"{device.Path} to {uid}:{gid}", scope.Devices, name, uid, gid, 0);
        }
    }

    /// <summary>Binds the host's nodes. By the child, once /dev is attached and before anything hides what it may hold.</summary>
    public static void Attach(LaunchScope scope)
    {
        var place = scope.Plan.Slot();
        foreach (var (node, name) in scope.HostDevices)
        {
            scope.Child.Add(MountSteps.Find(scope.Devices, place, name, symlinks: false));
            scope.Child.Add(MountSteps.Attach(node, place, $"the host's /dev/{name}"));
            scope.Child.Do(SystemCall.Close, $"/dev/{name}", place);
        }
    }

    private static void Node(LaunchScope scope, string name, long mode, uint major, uint minor)
    {
        const long kinds = 0xf000;
        if (scope.Request.Powers.Nodes || (mode & kinds) is not (Flags.CharacterDevice or Flags.BlockDevice))
        {
            Make(scope, name, mode, major, minor);
            return;
        }
        Make(scope, name, Flags.Regular | 0x1b6, 0, 0);
        if (!Attached(scope)) return;
        var node = scope.Plan.Slot();
        MountSteps.Copy(scope.Maker, node, Flags.AtCwd, $"/dev/{name}", recursive: false, $"the host's /dev/{name}");
        scope.HostDevices.Add((node, name));
    }

    // What is nowhere can't be mounted on, before Linux 6.15.
    private static bool Attached(LaunchScope scope) => scope.Request.Spec.Mounts?.Any(mount => mount is { Destination: "/dev", Type: "tmpfs" }) == true;

    private static void Make(LaunchScope scope, string name, long mode, uint major, uint minor) =>
        scope.Maker.Do(SystemCall.Mknodat, $"/dev/{name}", scope.Devices, name, mode, (long)(minor & 0xff | (major & 0xfff) << 8 | (minor & ~0xffu) << 12));
}
