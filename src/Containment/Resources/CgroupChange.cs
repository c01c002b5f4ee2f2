using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;
using Containment.Linux.Devices;
using Containment.Resources.Devices;
using Containment.Resources.Memory;
using Containment.Resources.V1;
using Containment.Resources.Writes;

namespace Containment.Resources;

/// <summary>Carries out a change of limits: all of it or nothing, but for memory that can't be reclaimed, of which it tells.</summary>
internal static class CgroupChange
{
    /// <summary>Sets limits of cgroups that are new and empty; when it fails the caller removes them.</summary>
    public static void RunOnNew(CgroupSet set, ResourceLimits limits)
    {
        using var transaction = new CgroupTransaction();
        foreach (var controller in CgroupWrites.OnDemand(set, limits)) LegacyBranch.Make(set.Legacy[controller]);
        foreach (var (_, write) in CgroupWrites.Compile(set, limits, ResourceLimits.Unchanged, CgroupFiles.Kernel)) transaction.Write(write, toNew: true);
        transaction.Commit();
    }

    /// <param name="set">The cgroups.</param>
    /// <param name="limits">What to change.</param>
    /// <param name="current">What is in force.</param>
    /// <param name="devices">All rules that shall be in force; null to leave them.</param>
    /// <param name="note">Where to note on disk how it was while memory is lowered.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Puts everything back.</param>
    public static MemoryLowering? Run(CgroupSet set, ResourceLimits limits, ResourceLimits current, IReadOnlyList<DeviceRule>? devices, string note, SetOptions options, CancellationToken cancellationToken)
    {
        // Before the transaction, which may need it at its end.
        using var devicesBefore = devices is null ? null : DeviceGuard.Save(set);
        using var transaction = new CgroupTransaction();
        List<CgroupDirectory> made = [];
        foreach (var directory in CgroupWrites.OnDemand(set, limits).Select(controller => set.Legacy[controller]).Distinct())
        {
            if (!LegacyBranch.Make(directory)) continue;
            transaction.Made(directory);
            made.Add(directory);
        }
        var writes = CgroupWrites.Compile(set, limits, current, CgroupFiles.Kernel).Select(write => write.Write).ToArray();
        var shrink = writes.FirstOrDefault(write => write.IsMemoryMax && CgroupText.Number(write.Value) is { } wanted && Lowering.IsNeeded(Home(write), wanted));
        // Shrinking comes last, since it can take long and be half done; v1's bound on memory and swap must follow it.
        foreach (var write in writes)
            if (shrink is null || (write != shrink && write.File != LegacyMemory.WithSwap)) transaction.Write(write);
        foreach (var directory in made) MoveInto(directory, set.Main, transaction);
        if (devices is not null) SetDevices(set, devices, devicesBefore, transaction);
        if (shrink is not null) transaction.ToBeWritten(shrink);
        var lowering = shrink is null ? null : new Lowering(Home(shrink), limits.MemoryMax!.Value, note, options).Run(cancellationToken);
        if (shrink is not null && writes.FirstOrDefault(write => write.File == LegacyMemory.WithSwap) is { } sum && CgroupText.Number(sum.Value) is { } all)
            transaction.Write(sum with { Value = (all + Beyond(lowering!)).ToString(Text.Culture) });
        transaction.Commit();
        return lowering;
    }

    private static void SetDevices(CgroupSet set, IReadOnlyList<DeviceRule> devices, DeviceFilterState? before, CgroupTransaction transaction)
    {
        if (DeviceGuard.Set(set, devices, nameof(ResourceLimits.Devices)) is { } unguarded)
            throw new ContainmentException(FailureReason.Unsupported, nameof(ResourceLimits.Devices), unguarded);
        if (before is not null) transaction.Undo(() => DeviceFilter.Restore(before));
    }

    private static MemoryHome Home(CgroupWrite write) => new(write.Directory, Unified: write.File == "memory.max");

    private static long Beyond(MemoryLowering lowering) => lowering.Complete ? 0 : (lowering.Reached.Bytes ?? long.MaxValue / 2) - lowering.Wanted.Bytes!.Value;

    private static void MoveInto(CgroupDirectory directory, CgroupDirectory source, CgroupTransaction transaction)
    {
        // Back up, so that the directory can go again.
        transaction.Undo(() => CgroupTree.Move(directory, new(Path.GetDirectoryName(directory.Path)!)));
        try
        {
            CgroupTree.Move(source, directory);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }
}
