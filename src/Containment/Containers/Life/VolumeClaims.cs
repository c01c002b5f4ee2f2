using Containment.Containers.Storing;
using Containment.Volumes.Storing;

namespace Containment.Containers.Life;

/// <summary>
/// Which container has which volume. A volume is claimed before the container's state names it and given back after it does not any more; so a claim
/// that no state confirms is what killed work left, unless somebody is at work on that container just now. Callers hold the container's lock.
/// </summary>
internal sealed class VolumeClaims(ContainerRegistry registry)
{
    /// <summary>Claims several, or none.</summary>
    /// <exception cref="ContainmentException">NotFound: there is no such volume; WrongState: another container has it and one of the two would write.</exception>
    public async Task ClaimAsync(ContainerId id, IReadOnlyList<VolumeMount> volumes, CancellationToken cancellation)
    {
        Check(volumes);
        try
        {
            foreach (var volume in volumes) await ClaimAsync(id, volume, cancellation).ConfigureAwait(false);
        }
        catch
        {
            await ReleaseAsync(id, volumes.Select(volume => volume.Volume)).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gives them back. A volume that is not there any more is no error.</summary>
    public async Task ReleaseAsync(ContainerId id, IEnumerable<string> volumes)
    {
        foreach (var name in volumes)
        {
            try
            {
                using var held = await registry.Volumes.LockAsync(name, CancellationToken.None).ConfigureAwait(false);
                if (held.Record.Users.Any(user => user.Container == id)) held.Write(held.Record with { Users = [.. held.Record.Users.Where(user => user.Container != id)] });
            }
            catch (ContainmentException failure)
            {
                // Nobody confirms the claim from now on, so it stands in nobody's way.
                if (failure.Reason != FailureReason.NotFound) RecoveryLog.Left(registry.Host.Logger<VolumeClaims>(), id, failure);
            }
        }
    }

    /// <summary>Leaves out claims that stand no more.</summary>
    public async Task<IReadOnlyList<VolumeUse>> StandingAsync(LockedVolume held, ContainerId? own, CancellationToken cancellation)
    {
        List<VolumeUse> standing = [];
        foreach (var user in held.Record.Users)
            if (user.Container != own && await StandsAsync(held.Place.Name, user.Container, cancellation).ConfigureAwait(false)) standing.Add(user);
        return standing;
    }

    /// <summary>Refuses what can't be together in one container.</summary>
    public static void Check(IReadOnlyList<VolumeMount> volumes)
    {
        if (volumes.GroupBy(volume => volume.Volume).FirstOrDefault(same => same.Count() > 1) is { } twice) throw new InvalidSpecException("volumes", twice.Key, "each volume once");
        if (volumes.GroupBy(volume => volume.Target).FirstOrDefault(same => same.Count() > 1) is { } place) throw new InvalidSpecException("volumes.target", place.Key, "a place of its own for each volume");
    }

    private async Task ClaimAsync(ContainerId id, VolumeMount volume, CancellationToken cancellation)
    {
        using var held = await registry.Volumes.LockAsync(volume.Volume, cancellation).ConfigureAwait(false);
        var others = await StandingAsync(held, id, cancellation).ConfigureAwait(false);
        if (!volume.ReadOnly && others.FirstOrDefault(user => !user.ReadOnly) is { } writer)
            throw new ContainmentException(FailureReason.WrongState, volume.Volume, $"volume {volume.Volume} is attached to container {writer.Container}, which may write to it; detach it there, or attach it read-only");
        held.Write(held.Record with { Users = [.. others, new(id, volume.ReadOnly)] });
    }

    private async Task<bool> StandsAsync(string volume, ContainerId user, CancellationToken cancellation)
    {
        try
        {
            var state = await registry.Store.ReadStateAsync(user, cancellation).ConfigureAwait(false);
            if (state.Volumes.Any(one => one.Volume == volume)) return true;
        }
        catch (ContainmentException gone) when (gone.Reason == FailureReason.NotFound)
        {
            // Perhaps it is just being made.
        }
        catch (ContainmentException damaged) when (damaged.Reason == FailureReason.Corrupt)
        {
            return true;
        }
        try
        {
            using var free = FileContainerLock.TryTake(user, registry.Paths(user).Lock, create: false);
            return free is null;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }
}
