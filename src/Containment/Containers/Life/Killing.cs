using Containment.Linux.Descriptors;
using Containment.Linux.Processes;
using Containment.Resources;

namespace Containment.Containers.Life;

/// <summary>
/// Kills all processes of a container: by its cgroups, or where it has none by its first process, with which the kernel ends all others of its pid namespace
/// (pid_namespaces(7)).
/// </summary>
internal static class Killing
{
    private const int Kill = 9;

    /// <param name="registry">The container's.</param>
    /// <param name="id">The container.</param>
    /// <param name="init">Its first process, for where nothing was noted of it.</param>
    /// <param name="cancellationToken">Gives up waiting for their end.</param>
    public static async Task RunAsync(ContainerRegistry registry, ContainerId id, int? init, CancellationToken cancellationToken)
    {
        var cgroup = ContainerCgroup.Open(registry.Host, id);
        if (cgroup.Exists) await cgroup.KillAsync(Demolition.Patience, cancellationToken).ConfigureAwait(false);
        else if (Noted(registry.Paths(id).Init, init) is { } noted) await KillAsync(id, noted, cancellationToken).ConfigureAwait(false);
    }

    // Who has the number now may be another process; the note was made while it was the container's.
    internal static ProcessNote? Noted(string note, int? init) => ProcessNote.Read(note) ?? (init is > 0 ? ProcessNote.Of(init.Value) : null);

    private static async Task KillAsync(ContainerId id, ProcessNote noted, CancellationToken cancellationToken)
    {
        try
        {
            using var process = ProcessDescriptor.TryOpen(noted.Pid);
            // The descriptor is opened before the look: what it names can't become another process.
            if (process is null || !noted.Lives || !process.TrySend(Kill)) return;
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
        for (var waited = TimeSpan.Zero; noted.Lives; waited += TimeSpan.FromMilliseconds(1))
        {
            if (waited > Demolition.Patience) throw new ContainmentException(FailureReason.TimedOut, id.Value, $"{id}: process {noted.Pid} outlived SIGKILL for {Demolition.Patience}", "it is still there");
            await Task.Delay(1, cancellationToken).ConfigureAwait(false);
        }
    }
}
