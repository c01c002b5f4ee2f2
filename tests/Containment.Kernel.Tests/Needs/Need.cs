namespace Containment.Kernel.Tests.Needs;

/// <summary>What a test may need of the machine. The names of CONTAINMENT_PROMISES are these in kebab-case.</summary>
public enum Need
{
    Root,
    CgroupV1,
    CgroupV2,
    CgroupHybrid,
    MemoryV1,
    HugetlbV2,
    Fuse,
    UserNamespaces,
    TimeNamespaces,
    Overlay,
    Bridge,
    Criu,
    SoftDirty,
    NoSoftDirty,
    Busybox,
    Compiler,
    RedisRoot,
    Mmdebstrap,
    Oci,
    OciValidation,
    Podman,
    Containerd,
    Runc,
    IdMapTools,
    Lxcfs,
    Ksm,
    Registry,
    VirtualMachine,
}
