using System.Net;
using Containment.Bundles;
using Containment.Devices;
using Containment.Images;
using Containment.Networks;

namespace Containment.Migration;

/// <summary>What can stand in the way of a move, each in one wording.</summary>
internal static class MigrationFindings
{
    public static MigrationFinding Busy(int most) => Blocker("busy", $"the target receives {most} containers already", "more at the same time would slow all of them", "try again, or raise MaxConcurrent over there");

    public static MigrationFinding NameTaken(ContainerId id) => Blocker("name-taken", $"the target has a container {id}", "names are one of a kind on a host", "delete or rename one of the two");

    public static MigrationFinding Architecture(string source) => Blocker("architecture", $"the source is a {source} machine, the target is not", "its programs would not run", "choose another target");

    public static MigrationFinding Kernel(string source, string target) => IsOlder(target, source)
        ? new(MigrationSeverity.Warning, "kernel", $"the source runs Linux {source}, the target {target}, which is older", "a process may rely on what only the newer has", "use the same kernel on both, or move its files alone") { MemoryOnly = true }
        : new(MigrationSeverity.Note, "kernel", $"the source runs Linux {source}, the target {target}", "kernels differ in small things", "nothing, as long as it runs") { MemoryOnly = true };

    public static MigrationFinding Processor(IEnumerable<string> missing) => Blocker("cpu-features", $"the target's processor lacks {string.Join(' ', missing)}", "its processes may use them, and would die of it", "choose another target, or move its files alone") with { MemoryOnly = true };

    public static MigrationFinding Criu(string side, string why) => Blocker("criu", $"the {side} has no CRIU that can be used: {why}", "it saves and restores processes", "install it there, or move the files alone") with { MemoryOnly = true };

    public static MigrationFinding CriuVersion(Version source, Version target) => new(MigrationSeverity.Warning, "criu-version", $"the source has CRIU {source}, the target {target}, which is older", "it may not understand what the newer one writes", "install the same version on both") { MemoryOnly = true };

    public static MigrationFinding Address(IPAddress address, ContainerId other) => Blocker("address", $"container {other} of the target has the address {address}", "two with one address on one link disturb each other", $"give one of the two another address, or move {other} away first");

    public static MigrationFinding Memory(long needed, long available) => Blocker("memory", $"it needs {needed} bytes of memory twice while it moves, the target has {available}", "it would be killed for lack of memory", "free memory on the target, or move its files alone") with { MemoryOnly = true };

    public static MigrationFinding Disk(long needed, long available) => Blocker("disk", $"its files take {needed} bytes, the target has {available} free", "they would not fit", "free disk space on the target");

    public static MigrationFinding Quota(string why) => Blocker("quota", $"the target can't give it its disk quota: {why}", "it could fill the target's disk", "make it possible on the target, or clone it with a quota of another kind and move the clone");

    public static MigrationFinding Link(NetworkLink link) => link is NetworkLink.Bridge(var bridge)
        ? Blocker("bridge", $"the target has no bridge {bridge}", "its interface would have nowhere to go", $"make the bridge {bridge} on the target")
        : Blocker("link", $"the target can't connect {link}", "its interface would have nowhere to go", link is NetworkLink.Network(var name) ? $"make the network {name} on the target (containment network create)" : "give the target an interface of that name, or connect the container otherwise");

    public static MigrationFinding Rules(string why) => Blocker("rules", $"the target can't have its rules: {why}", "it would not be reached there, or be less protected", "free the port on the target, or install what is missing there");

    public static MigrationFinding Mount(string source) => Blocker("mount", $"the target has no {source}, which is mounted in the container", "its processes may have files open there", $"provide {source} on the target, or remove the mount");

    public static MigrationFinding Device(DeviceSpec device, string why) => Blocker("device", $"the target can't give it device {device.Name}: {why}", "its processes may use it", "provide it on the target, or detach it");

    public static MigrationFinding DeviceStays(ContainerId id, DeviceSpec device) => Blocker("device", $"container {id} has PCI device {device.Name}", "it is part of this machine, and what it holds can't be sent", "detach it, and attach one on the target afterwards");

    public static MigrationFinding Base(RootSource root) => Blocker("base", $"the target lacks the root file system {root}", "one of several layers can't be sent along yet", "fetch the same image on the target");

    public static MigrationFinding Snapshots(ContainerId id, int count) => Blocker("snapshots", $"container {id} has {count} snapshots", "they would stay behind and be deleted with it", "delete them, or clone it and move the clone");

    public static MigrationFinding Volume(ContainerId id, VolumeMount volume) => Blocker("volume", $"container {id} has volume {volume.Volume} on {volume.Target}", "volumes belong to their host and do not move yet", "detach it, or move by a backup, which takes volumes along");

    public static MigrationFinding Network(ContainerId id, NetworkScope scope) => Blocker("network", $"container {id} is in the network of {(scope is NetworkScope.Container(var other) ? $"container {other}" : "its host")}", "its addresses and connections would stay behind", "give it a network of its own");

    public static MigrationFinding NotRunning(ContainerId id) => new(MigrationSeverity.Warning, "not-running", $"container {id} does not run", "there is no memory to move", "it moves cold, or start it first");

    private static bool IsOlder(string one, string other) => Release(one) is { } a && Release(other) is { } b && a < b;

    private static Version? Release(string kernel) => Version.TryParse(string.Concat(kernel.TakeWhile(letter => char.IsAsciiDigit(letter) || letter == '.')).TrimEnd('.'), out var version) ? version : null;

    private static MigrationFinding Blocker(string code, string what, string why, string remedy) => new(MigrationSeverity.Blocker, code, what, why, remedy);
}
