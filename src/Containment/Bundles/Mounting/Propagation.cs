namespace Containment.Bundles.Mounting;

/// <summary>How mounts made below spread (mount_namespaces(7)): the MS_ numbers of mount(2), which mount_setattr(2) takes too.</summary>
internal enum Propagation : ulong
{
    Unbindable = 1 << 17,
    Private = 1 << 18,
    Slave = 1 << 19,
    Shared = 1 << 20,
}
