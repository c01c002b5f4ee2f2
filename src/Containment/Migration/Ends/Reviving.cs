using Containment.Containers;
using Containment.Containers.Life;
using Containment.Containers.Storing;
using Containment.Migration.Journals;
using Containment.Migration.Planning;

namespace Containment.Migration.Ends;

/// <summary>What becomes of a container after its target's process died in the middle of bringing it to life: it is the owner by its journal.</summary>
internal sealed class Reviving(ContainerRegistry registry, MoveRecord record, IContainerLock held)
{
    /// <summary>What came to life lives under its keeper; what did not was killed with CRIU.</summary>
    /// <exception cref="ContainmentException">It did not.</exception>
    public async Task TakeUpAsync(CancellationToken cancellation)
    {
        if (record.Strategy.LetsMemoryFollow) throw Lost("it was not brought to life");
        var ownership = (await registry.Store.ReadStateAsync(held.Id, cancellation).ConfigureAwait(false)).Ownership;
        if (record.Strategy == MigrationStrategy.Cold || ownership.Owner != Owner.Incoming || ownership.MigrationId != record.MigrationId.ToString("N")) return;
        for (var tries = 0; tries < 50; tries++)
        {
            var status = await new StatusReader(registry).ReadAsync(held, cancellation).ConfigureAwait(false);
            if (record.Strategy == MigrationStrategy.NearLive)
            {
                // Of a start that broke off nothing is left. One that has ended since was here all the same.
                if (status.Phase == ContainerPhase.Created) await StartAsync(cancellation).ConfigureAwait(false);
                return;
            }
            if (status is not { Phase: ContainerPhase.Running, ProcessId: { } init }) break;
            if (!IsTraced(init)) return;
            await Task.Delay(100, cancellation).ConfigureAwait(false);
        }
        throw Lost("it was not brought to life");
    }

    /// <summary>What ran on half a memory was killed with the process that fed it: only what had all of it has been written down as this host's.</summary>
    /// <exception cref="ContainmentException">It had not.</exception>
    public async Task ExpectWholeAsync(CancellationToken cancellation)
    {
        if ((await registry.Store.ReadStateAsync(held.Id, cancellation).ConfigureAwait(false)).Ownership is { Owner: Owner.Here, Epoch: var epoch } && epoch == record.Epoch) return;
        throw Lost("its memory had not all come");
    }

    public async Task StartAsync(CancellationToken cancellation) =>
        await new Starting(registry).RunAsync(held, await registry.Store.ReadSpecAsync(held.Id, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);

    public static ContainmentException Gone(ContainerId id) => new(FailureReason.NotFound, id.Value, $"container {id} is not there any more");

    private ContainmentException Lost(string how) => new(FailureReason.WrongState, held.Id.Value, $"container {held.Id}: {how} before its process here ended");

    private static bool IsTraced(int process)
    {
        try
        {
            return File.ReadLines($"/proc/{process}/status").Any(line => line.StartsWith("TracerPid:", StringComparison.Ordinal) && !line.EndsWith("\t0", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return true;
        }
    }
}
