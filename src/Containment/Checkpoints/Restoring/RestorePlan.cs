using Containment.Launch;

namespace Containment.Checkpoints.Restoring;

/// <summary>The surroundings of a restore: what makes them, and where CRIU finds the parts.</summary>
/// <param name="Launch">Carried out, it leaves a keeper that waits for the restored process and a CRIU that is its child.</param>
/// <param name="Root">Where the root file system is, in CRIU's mount namespace.</param>
/// <param name="Mounts">What stands outside for each name that the images know: a path in CRIU's mount namespace.</param>
internal sealed record RestorePlan(LaunchPlan Launch, string Root, IReadOnlyList<(string Name, string Path)> Mounts);
