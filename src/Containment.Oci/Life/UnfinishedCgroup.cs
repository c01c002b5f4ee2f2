using Containment.Bundles.Oci;
using Containment.Oci.Output;
using Containment.Oci.States;
using Containment.Resources;

namespace Containment.Oci.Life;

/// <summary>
/// The cgroups of a creation that was killed between making and noting them, or whose note is damaged: found again where
/// its config.json wants them, and removed when nothing lives in them. What does may be somebody else's.
/// </summary>
internal static class UnfinishedCgroup
{
    public static async Task RemoveAsync(HeldContainer held, ErrorLog log, CancellationToken cancellationToken)
    {
        if (!File.Exists(held.Paths.Config)) return;
        try
        {
            var spec = RuntimeSpecText.Read(File.ReadAllBytes(held.Paths.Config));
            // slice:prefix:name: systemd removes a scope itself.
            if (spec.Linux?.CgroupsPath?.Contains(':') == true) return;
            var cgroup = OciCgroup.Find(new(held.Id) { CgroupsPath = spec.Linux?.CgroupsPath });
            if (cgroup.Exists && cgroup.Pids.Count == 0) await cgroup.DeleteAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception wrong) when (wrong is ArgumentException or ContainmentException or IOException)
        {
            log.Warning(wrong.Message);
        }
    }
}
