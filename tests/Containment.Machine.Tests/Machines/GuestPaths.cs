namespace Containment.Machine.Tests.Machines;

/// <summary>Where things are in a machine.</summary>
internal static class GuestPaths
{
    public const string ProgramsTag = "programs";

    /// <summary>A root file system with busybox, for containers.</summary>
    public const string Busybox = "/var/busybox";
}
