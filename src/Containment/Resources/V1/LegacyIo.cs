namespace Containment.Resources.V1;

/// <summary>Names of files of v1's blkio (Documentation/admin-guide/cgroup-v1/blkio-controller.rst).</summary>
internal static class LegacyIo
{
    public const string ReadBytes = "blkio.throttle.read_bps_device", WriteBytes = "blkio.throttle.write_bps_device",
        ReadOperations = "blkio.throttle.read_iops_device", WriteOperations = "blkio.throttle.write_iops_device";
}
