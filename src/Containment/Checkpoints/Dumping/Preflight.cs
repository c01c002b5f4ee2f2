using System.Globalization;

namespace Containment.Checkpoints.Dumping;

/// <summary>Looks for what CRIU would only refuse in the freeze.</summary>
internal static class Preflight
{
    /// <exception cref="ContainmentException">WrongState or Unsupported, naming the process.</exception>
    public static void Check(string id, int init, IReadOnlyList<int> pids)
    {
        if (NestedNamespace.Find(init, pids) is [var nested, ..])
            throw new ContainmentException(FailureReason.Unsupported, id, $"container {id} has containers in it, which CRIU can't save: {nested}; end them before a checkpoint, or move it cold");
        var inside = pids.ToHashSet();
        foreach (var pid in pids)
        {
            if (pid != init && ParentOf(pid) is { } parent && !inside.Contains(parent))
                throw new ContainmentException(FailureReason.WrongState, id, $"process {pid} of container {id} was begun from outside (exec); end it before a checkpoint");
            // CRIU saves such a process, and then can't bring it back.
            if (ProgramOf(pid) is { } program && program.StartsWith("/memfd:", StringComparison.Ordinal))
                throw new ContainmentException(FailureReason.Unsupported, id, $"process {pid} of container {id} runs a program that is only in memory ({program}), which CRIU can't restore");
            if (UsesRing(pid))
                throw new ContainmentException(FailureReason.Unsupported, id, $"process {pid} of container {id} uses io_uring, which CRIU can't save; run the program without it");
        }
    }

    private static int? ParentOf(int pid)
    {
        try
        {
            foreach (var line in File.ReadLines($"/proc/{pid}/status"))
                if (line.StartsWith("PPid:", StringComparison.Ordinal)) return int.Parse(line.AsSpan(5).Trim(), CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException or IOException)
        {
            // It has ended meanwhile.
        }
        return null;
    }

    private static string? ProgramOf(int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/exe").LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool UsesRing(int pid)
    {
        try
        {
            return new DirectoryInfo($"/proc/{pid}/fd").EnumerateFiles().Any(file => file.LinkTarget == "anon_inode:[io_uring]");
        }
        catch (IOException)
        {
            return false;
        }
    }
}
