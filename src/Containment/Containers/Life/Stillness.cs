using Containment.Resources;

namespace Containment.Containers.Life;

/// <summary>
/// Remembers that a container was frozen for a moment: whoever freezes it may be killed before it lets it go on, and then the next who takes
/// it, or opens the host, does so. In the runtime directory, as nothing is frozen after a reboot.
/// </summary>
internal sealed class Stillness(ContainerRegistry registry, ContainerId id)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly string _note = registry.Paths(id).Still;

    /// <summary>Before the freeze.</summary>
    public void Begin() => File.WriteAllBytes(_note, []);

    /// <summary>After it goes on.</summary>
    public void End() => File.Delete(_note);

    /// <summary>Lets it go on where somebody who is no more left it frozen. Under its lock.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(_note)) return;
        var cgroup = ContainerCgroup.Open(registry.Host, id);
        if (cgroup.Exists && RunFacts.Read(registry.Paths(id).Run) is not { Phase: RunPhase.Paused }) await cgroup.ThawAsync(Patience, cancellationToken).ConfigureAwait(false);
        End();
    }
}
