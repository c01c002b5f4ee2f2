using Containment.Bundles;
using Containment.Bundles.Mounting;
using Containment.Bundles.Oci;
using Containment.Linux.Descriptors;
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

    private const string Mask = ".containment-null";

    private static readonly (string Name, string Target)[] Links =
        [("ptmx", "pts/ptmx"), ("fd", "/proc/self/fd"), ("stdin", "/proc/self/fd/0"), ("stdout", "/proc/self/fd/1"), ("stderr", "/proc/self/fd/2")];

    /// <summary>What of /dev is there before anything is mounted in it.</summary>
    public static readonly string[] Directories = ["pts", "shm", "mqueue"];

    // A restore brings back what is mounted in it, and finds only places that are made here.
    private static IEnumerable<string> DirectoriesOf(LaunchScope scope) => Directories.Union((scope.Request.Spec.Mounts ?? [])
        .Where(mount => mount is { Type: "tmpfs" } && mount.Destination.StartsWith("/dev/", StringComparison.Ordinal)).Select(mount => mount.Destination[5..]).Where(name => !name.Contains('/')));

    public static void Make(LaunchScope scope)
    {
        var mount = scope.Request.Spec.Mounts?.LastOrDefault(m => m.Destination == "/dev" && m.Type == "tmpfs");
        var options = MountOptionsParser.Parse(mount?.Options ?? ["nosuid", "mode=755", "size=65536k"]);
        var maker = scope.Maker;
        var data = Owned(scope, [.. options.Data, .. LabelSteps.Context(scope, "tmpfs")]);
        scope.Devices = MountSteps.Create(scope.Plan, maker, "tmpfs", mount?.Source ?? "tmpfs", data, options.Set & ~MountAttributes.ReadOnly, "tmpfs on /dev");

        var given = (scope.Request.Spec.Linux?.Devices ?? []).Select(device => string.Join('/', Names(device))).ToHashSet();
        var nodes = Nodes.Where(node => !given.Contains($"dev/{node.Name}")).ToArray();
        foreach (var (name, major, minor) in nodes) Node(scope, name, Flags.CharacterDevice | 0x1b6, major, minor);
        if (Bare(scope)) foreach (var (name, major, minor) in nodes) Place(scope, $"/dev/{name}", Flags.CharacterDevice | 0x1b6, major, minor, null);
        if (!Masks(scope)) Make(scope, Mask, Flags.CharacterDevice | 0x1b6, 1, 3);
        foreach (var name in DirectoriesOf(scope)) maker.Do(SystemCall.Mkdirat, $"/dev/{name}", scope.Devices, name, 0x1ed);
        foreach (var (name, target) in Links) maker.Do(SystemCall.Symlinkat, $"/dev/{name} to {target}", target, scope.Devices, name);
        if (scope.Process.Terminal) Make(scope, "console", Flags.Regular | 0x180, 0, 0);
        foreach (var device in scope.Request.Spec.Linux?.Devices ?? []) Add(scope, device);
        if (scope.Request.FirstProcess == FirstProcess.Reaper) ReaperSteps.Make(scope);
    }

    /// <summary>The node in <see cref="LaunchScope.Devices"/> that hides files: what a bundle calls /dev/null may be anything.</summary>
    public static string MaskOf(LaunchScope scope) => Masks(scope) ? "null" : Mask;

    private static bool Masks(LaunchScope scope) => !scope.Request.Powers.Nodes
        || (scope.Request.Spec.Linux?.Devices ?? []).All(device => Names(device) is not ["dev", "null"] || device is { Type: "c" or "u", Major: 1, Minor: 3 });

    private static void Add(LaunchScope scope, OciDevice device)
    {
        var names = Names(device);
        if (!device.Path.StartsWith('/') || names.Length == 0 || names.Any(name => name is "." or "..")) throw new InvalidSpecException("linux.devices.path", device.Path, "an absolute path without . and ..");
        // All devices of the host are, with these, what a privileged container is given: its own terminals stay its own.
        if (names is ["dev", var only] && (Links.Any(link => link.Name == only) || only == "console" && scope.Process.Terminal)) return;
        var type = device.Type switch
        {
            "c" or "u" => Flags.CharacterDevice,
            "b" => Flags.BlockDevice,
            "p" => Flags.Fifo,
            _ => throw new InvalidSpecException("linux.devices.type", device.Type, "c, b, u or p"),
        };
        var mode = type | (device.FileMode ?? 0x1b6) & 0xfff;
        var (major, minor) = ((uint)(device.Major ?? 0), (uint)(device.Minor ?? 0));
        if (names[0] == "dev" && Attached(scope))
        {
            var name = string.Join('/', names[1..]);
            for (var n = 2; n < names.Length; n++) scope.Maker.Try([Errno.EEXIST], SystemCall.Mkdirat, $"/{string.Join('/', names[..n])}", scope.Devices, string.Join('/', names[1..n]), 0x1ed);
            Node(scope, name, mode, major, minor);
            Give(scope, scope.Devices, name, device);
        }
        else if (names[0] == "dev" && scope.Request.Spec.Mounts?.Any(mount => mount.Destination == "/dev") == true)
        {
            scope.Warnings.Add($"linux.devices: {device.Path} is left out, because the mount on /dev has devices of its own");
        }
        else
        {
            Place(scope, device.Path, mode, major, minor, device);
        }
    }

    private static string[] Names(OciDevice device) => device.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    // A node of the host's keeps its owner.
    private static void Give(LaunchScope scope, PlanSlot directory, string name, OciDevice device)
    {
        if (!scope.Request.Powers.Nodes || device is not ({ Uid: > 0 } or { Gid: > 0 })) return;
        var (uid, gid) = (scope.Ids?.Uid(device.Uid ?? 0) ?? device.Uid ?? 0, scope.Ids?.Gid(device.Gid ?? 0) ?? device.Gid ?? 0);
        scope.Maker.Do(SystemCall.Fchownat, $"{device.Path} to {uid}:{gid}", directory, name, uid, gid, 0);
    }

    // Where the root's own file system would have to take the node, one that nobody sees takes it, and it is bound.
    private static void Place(LaunchScope scope, string path, long mode, uint major, uint minor, OciDevice? device)
    {
        var node = scope.Plan.Slot();
        if (scope.Request.Powers.Nodes)
        {
            if (scope.Request.Kernel < RootSteps.DetachedMounts)
                throw new ContainmentException(FailureReason.Unsupported, "linux.devices", $"{path} can't be made outside of a tmpfs on /dev before Linux 6.15", "add a mount of type tmpfs on /dev");
            var name = $"{scope.PlacedDevices.Count}";
            Make(scope, name, mode, major, minor, scope.Unseen ??= MountSteps.Create(scope.Plan, scope.Maker, "tmpfs", "tmpfs", Owned(scope, [new("mode", "755"), new("size", "64k")]), MountAttributes.NoSuid, "tmpfs for devices"));
            if (device is not null) Give(scope, scope.Unseen.Value, name, device);
            MountSteps.Copy(scope.Maker, node, scope.Unseen.Value, name, recursive: false, path);
        }
        else
        {
            MountSteps.Copy(scope.Maker, node, Flags.AtCwd, path, recursive: false, $"the host's {path}");
        }
        scope.PlacedDevices.Add((node, path));
    }

    private static List<FileSystemOption> Owned(LaunchScope scope, IReadOnlyList<FileSystemOption> options) =>
        scope.Outside is null ? [.. options] : [.. options, new("uid", $"{scope.RootUid}"), new("gid", $"{scope.RootGid}")];

    /// <summary>Puts nodes where they could not be made. By the child, once everything is mounted and before anything hides what it may hold.</summary>
    public static void Attach(LaunchScope scope)
    {
        var place = scope.Plan.Slot();
        foreach (var (node, name) in scope.HostDevices)
        {
            scope.Child.Add(MountSteps.Find(scope.Devices, place, name, symlinks: false));
            scope.Child.Add(MountSteps.Attach(node, place, $"the host's /dev/{name}"));
            scope.Child.Do(SystemCall.Close, $"/dev/{name}", place);
        }
        foreach (var (node, path) in scope.PlacedDevices) PlaceSteps.Put(scope, node, path, path);
        if (!Bare(scope)) return;
        scope.Child.Add(MountSteps.Find(scope.Root, place, "/dev", symlinks: false));
        foreach (var (name, target) in Links) scope.Child.Try([Errno.EEXIST, Errno.EROFS], SystemCall.Symlinkat, $"/dev/{name} to {target}", target, place, name);
        scope.Child.Do(SystemCall.Close, "/dev", place);
    }

    // A root whose /dev nothing is mounted on.
    private static bool Bare(LaunchScope scope) => scope.Request.Spec.Mounts?.All(mount => mount.Destination != "/dev") ?? true;

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
    public static bool Attached(LaunchScope scope) => scope.Request.Spec.Mounts?.Any(mount => mount is { Destination: "/dev", Type: "tmpfs" }) == true;

    private static void Make(LaunchScope scope, string name, long mode, uint major, uint minor, PlanSlot? directory = null) =>
        scope.Maker.Do(SystemCall.Mknodat, $"/dev/{name}", directory ?? scope.Devices, name, mode, (long)(minor & 0xff | (major & 0xfff) << 8 | (minor & ~0xffu) << 12));
}
