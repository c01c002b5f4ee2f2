using Containment.Bundles.Oci;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>Where a process's program may be: one path, or one in each directory of PATH (exec(3)).</summary>
internal static class ProgramSteps
{
    private const string UsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static readonly Errno[] NotHere = [Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES];

    /// <summary>Fails where nothing can be executed that has its name: a process that is held would otherwise fail only when it is begun.</summary>
    public static void Check(PlanSide child, OciProcess process)
    {
        const int executable = 1, asEffective = 0x200;
        var places = Places(process);
        for (var n = 0; n < places.Count; n++)
            child.Add(new(SystemCall.Faccessat2, Flags.AtCwd, places[n], executable, asEffective)
            {
                Subject = process.Args![0],
                Tolerated = n < places.Count - 1 ? NotHere : [],
                SkipDone = (byte)(places.Count - 1 - n),
            });
    }

    /// <summary>Becomes it.</summary>
    public static void Execute(PlanSide child, OciProcess process)
    {
        var places = Places(process);
        var (argv, envp) = (PlanData.Of(process.Args!), PlanData.Of(process.Env ?? []));
        for (var n = 0; n < places.Count; n++)
            child.Add(new(SystemCall.Execve, places[n], argv, envp) { Subject = process.Args![0], Tolerated = n < places.Count - 1 ? NotHere : [] });
    }

    private static IReadOnlyList<string> Places(OciProcess process)
    {
        if (process.Args is not [var program, ..]) throw new InvalidSpecException("process.args", null, "at least a program");
        if (program.Contains('/')) return [program];
        var path = process.Env?.LastOrDefault(line => line.StartsWith("PATH=", StringComparison.Ordinal))?[5..] ?? UsualPath;
        var directories = path.Split(':');
        if (directories.Length > byte.MaxValue) throw new InvalidSpecException("process.env", "a PATH of many directories", $"at most {byte.MaxValue}");
        return [.. directories.Select(directory => $"{(directory.Length == 0 ? "." : directory.TrimEnd('/'))}/{program}")];
    }
}
