using System.Collections.Concurrent;
using System.Diagnostics;
using Containment.Linux.Cgroups;

namespace Containment.Kernel.Tests.Needs;

/// <summary>Looks at the machine, once per need: null where it has it, else what is missing.</summary>
internal static class Machine
{
    private static readonly ConcurrentDictionary<Need, string?> Known = new();

    public static string? Lack(Need need) => Known.GetOrAdd(need, Look);

    /// <summary>For what only the test itself can know that it needs, such as a fixture that is made for several kinds of machine: ignored, or failed where it is promised.</summary>
    public static void Require(Need need)
    {
        if (Lack(need) is not { } lack) return;
        if (Promises.Include(need)) Assert.Fail($"this machine promises {Promises.NameOf(need)}, but {lack}");
        Assert.Ignore($"needs {Promises.NameOf(need)}: {lack}");
    }

    private static string? Look(Need need) => need switch
    {
        Need.Root => Environment.UserName == "root" && Geteuid() == 0 ? null : "the tests don't run as root",
        Need.CgroupV1 => Mounted("cgroup ") ? null : "no v1 hierarchy is mounted",
        Need.CgroupV2 => Mounted("cgroup2 ") ? null : "no v2 hierarchy is mounted",
        Need.CgroupHybrid => Mounted("cgroup ") && Mounted("cgroup2 ") ? null : "v1 and v2 are not both mounted",
        Need.MemoryV1 => Legacy("memory") ? null : "no v1 hierarchy with the controller memory is mounted",
        Need.HugetlbV2 => CgroupLayout.Detect().Unified?.Controllers.Contains("hugetlb") is true ? null : "v2 has no controller hugetlb",
        Need.Fuse => File.Exists("/dev/fuse") ? null : "there is no /dev/fuse",
        Need.UserNamespaces => File.Exists("/proc/self/ns/user") && Above0("/proc/sys/user/max_user_namespaces") ? null : "user namespaces are off",
        Need.TimeNamespaces => File.Exists("/proc/self/ns/time") ? null : "the kernel has no time namespaces",
        Need.Overlay => FileSystem("overlay") ? null : "the kernel has no overlayfs",
        Need.Bridge => Directory.Exists("/proc/sys/net") ? null : "no network stack",
        Need.Cni => File.Exists("/usr/lib/cni/bridge") ? null : "there are no CNI plugins in /usr/lib/cni (package containernetworking-plugins)",
        Need.Nftables => Runs("nft", "--version") && Runs("nsenter", "--version") ? null : "nft or nsenter is not installed (packages nftables and util-linux)",
        Need.Criu => Criu(),
        Need.SoftDirty => Runs(CriuPath, "check", "--feature", "mem_dirty_track") ? null : "the kernel does not track soft-dirty pages",
        Need.NoSoftDirty => Lack(Need.SoftDirty) is null ? "the kernel tracks soft-dirty pages" : null,
        Need.WriteTracking => Containment.Linux.Memory.TrackingProbe.HasWriteProtection() ? null : "the kernel does not know written pages by write protection (Linux 6.7)",
        Need.Busybox => File.Exists("/bin/busybox") || File.Exists("/usr/bin/busybox") ? null : "busybox-static is not installed",
        Need.Btrfs => !FileSystem("btrfs") ? "the kernel has no btrfs" : Runs("mkfs.btrfs", "--version") ? null : "mkfs.btrfs is not installed (package btrfs-progs)",
        Need.Xfs => !FileSystem("xfs") ? "the kernel has no XFS" : Runs("mkfs.xfs", "-V") ? null : "mkfs.xfs is not installed (package xfsprogs)",
        Need.Compiler => File.Exists("/usr/bin/gcc") ? null : "gcc is not installed",
        Need.RedisRoot => Directory.Exists(RedisRoot) ? null : $"no Redis root file system at \"{RedisRoot}\" (eng/rootfs.sh makes it and sets CONTAINMENT_REDIS_ROOT)",
        Need.ServicesRoot => Directory.Exists(ServicesRoot) ? null : $"no root file system with services at \"{ServicesRoot}\" (eng/rootfs.sh services makes it and prints where, for CONTAINMENT_SERVICES_ROOT)",
        Need.IdMapTools => File.Exists("/usr/bin/newuidmap") && File.Exists("/usr/sbin/useradd") ? null : "newuidmap (package uidmap) or useradd (package passwd) is not installed",
        Need.Lxcfs => File.Exists(Lxcfs) ? null : $"no lxcfs at \"{Lxcfs}\" (eng/setup.sh fetches it and sets CONTAINMENT_LXCFS)",
        Need.Mmdebstrap => File.Exists("/usr/bin/mmdebstrap") ? null : "mmdebstrap is not installed",
        Need.Oci => File.Exists(Fixtures.Programs.Oci) ? null : $"no containment-oci at \"{Fixtures.Programs.Oci}\" (eng/oci.sh makes it and prints where, for CONTAINMENT_OCI)",
        Need.OciValidation => Directory.Exists(OciValidation) ? null : "the OCI validation programs are not built (eng/oci-validate.sh does, and prints where they are, for CONTAINMENT_OCI_VALIDATION)",
        Need.Podman => Runs("podman", "--version") ? null : "podman is not installed",
        Need.Containerd => Runs("containerd", "--version") && Runs("ctr", "--version") ? null : "containerd is not installed",
        Need.Runc => Runs("runc", "--version") ? null : "runc is not installed",
        Need.Ksm => File.Exists("/sys/kernel/mm/ksm/run") && File.ReadAllText("/proc/self/ksm_stat").Contains("ksm_merge_any", StringComparison.Ordinal) ? null : "the kernel does not merge memory by prctl (Linux 6.4, CONFIG_KSM)",
        Need.Registry => !Runs("skopeo", "--version") ? "skopeo is not installed" : File.Exists(Registry) ? null : $"no docker-registry at \"{Registry}\" (eng/setup.sh fetches it and sets CONTAINMENT_REGISTRY)",
        Need.Restic => Runs("restic", "version") && File.Exists("/usr/lib/openssh/sftp-server") ? null : "restic or openssh-sftp-server is not installed",
        Need.S3 => Runs("node", "--version") && File.Exists(S3) ? null : $"no node, or no S3 server at \"{S3}\" (eng/setup.sh fetches it and sets CONTAINMENT_S3)",
        Need.VirtualMachine => Lack(Need.Root) is { } lack ? lack : Directory.Exists(VirtualMachine) ? null : $"no virtual machine at \"{VirtualMachine}\" (eng/vm.sh makes one, and prints where it is, for CONTAINMENT_VM)",
        _ => throw new ArgumentOutOfRangeException(nameof(need)),
    };

    /// <summary>Whether this process has CAP_SYS_RESOURCE, without which the kernel grows no mounted ext4 (capabilities(7)).</summary>
    public static bool MayGrowExt4 => (Convert.ToUInt64(File.ReadLines("/proc/self/status").First(line => line.StartsWith("CapEff:", StringComparison.Ordinal))[7..].Trim(), 16) >> 24 & 1) == 1;

    public static string Lxcfs => Environment.GetEnvironmentVariable("CONTAINMENT_LXCFS") ?? "";

    public static string Registry => Environment.GetEnvironmentVariable("CONTAINMENT_REGISTRY") ?? "";

    public static string S3 => Environment.GetEnvironmentVariable("CONTAINMENT_S3") ?? "";

    public static string OciValidation => Environment.GetEnvironmentVariable("CONTAINMENT_OCI_VALIDATION") ?? "";

    /// <summary>What eng/vm.sh made.</summary>
    public static string VirtualMachine => Environment.GetEnvironmentVariable("CONTAINMENT_VM") ?? "";

    public static string CriuPath => Environment.GetEnvironmentVariable("CONTAINMENT_CRIU") ?? "criu";

    public static string RedisRoot => Environment.GetEnvironmentVariable("CONTAINMENT_REDIS_ROOT") ?? "";

    public static string ServicesRoot => Environment.GetEnvironmentVariable("CONTAINMENT_SERVICES_ROOT") ?? "";

    private static string? Criu() => Runs(CriuPath, "check") ? null : $"\"{CriuPath} check\" is not content (CONTAINMENT_CRIU names the program)";

    private static int Geteuid() => int.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[2]);

    private static bool Mounted(string type) => File.ReadLines("/proc/self/mountinfo").Any(l => l.Contains($" - {type}", StringComparison.Ordinal));

    private static bool Legacy(string controller) => CgroupLayout.Detect().Legacy.Any(hierarchy => hierarchy.Controllers.Contains(controller));

    private static bool FileSystem(string name) => File.ReadLines("/proc/filesystems").Any(l => l.EndsWith($"\t{name}", StringComparison.Ordinal));

    private static bool Above0(string path) => File.Exists(path) && long.Parse(File.ReadAllText(path)) > 0;

    private static bool Runs(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
            process!.WaitForExit(60_000);
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
