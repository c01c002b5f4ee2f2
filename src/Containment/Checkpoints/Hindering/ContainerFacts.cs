using Containment.Containers.Life;

namespace Containment.Checkpoints.Hindering;

/// <summary>What was read of a container's processes to judge whether they can be saved.</summary>
/// <param name="Init">Its first process, as the host numbers it.</param>
/// <param name="Processes">All of them, the first process first.</param>
/// <param name="Mounts">What its first process sees mounted.</param>
/// <param name="Outside">Pipes and sockets that its keeper holds another end of, as links of descriptors name them.</param>
internal sealed record ContainerFacts(int Init, IReadOnlyList<ProcessFacts> Processes, IReadOnlyList<MountLine> Mounts, IReadOnlySet<string> Outside);
