using Containment.Linux.Cgroups;

namespace Containment.Resources.Sampling;

/// <summary>Decides which files of a container tell what, on this machine. Pure.</summary>
internal static class SampledFiles
{
    /// <summary>The most needed first: those that are held open when there are not enough descriptors for all.</summary>
    public static IReadOnlyList<(SampledFile File, CgroupDirectory Directory)> Of(CgroupSet set)
    {
        List<(SampledFile, CgroupDirectory)> files = [];
        void Add(CgroupDirectory? directory, params ReadOnlySpan<SampledFile> more)
        {
            if (directory is not { } known) return;
            foreach (var file in more) files.Add((file, known));
        }

        void Home(string controller, SampledFile[] unified, SampledFile[] legacy)
        {
            if (set.Find(controller) is { } home) Add(home.Directory, home.Unified ? unified : legacy);
        }

        // On a hybrid machine both are there, and v2's takes the kernel three times as long.
        var accounted = set.Find("cpuacct") is { Unified: false };
        if (accounted) Home("cpuacct", [], [CpuFiles.Accounting]);
        else Add(set.Unified, CpuFiles.Unified);
        Home("memory", [MemoryFiles.Current], [MemoryFiles.LegacyCurrent]);
        Add(set.Unified, OtherFiles.CpuPressure, OtherFiles.MemoryPressure, OtherFiles.IoPressure);
        Home("memory", [MemoryFiles.Stat], [MemoryFiles.LegacyStat]);
        Home("pids", [OtherFiles.Pids], [OtherFiles.Pids]);
        Home("io", [IoFiles.Unified], []);
        Home("memory", [MemoryFiles.Events, MemoryFiles.Peak, MemoryFiles.Swap], [MemoryFiles.LegacyEvents, MemoryFiles.LegacyPeak]);
        Home("pids", [OtherFiles.PidsEvents], [OtherFiles.PidsEvents]);
        Home("cpu", [], [CpuFiles.LegacyThrottling]);
        if (accounted) Home("cpuacct", [], [CpuFiles.AccountingUser, CpuFiles.AccountingSystem]);
        if (set.Find("io") is null) Home("blkio", [], [IoFiles.LegacyBytes, IoFiles.LegacyOperations]);
        return files;
    }
}
