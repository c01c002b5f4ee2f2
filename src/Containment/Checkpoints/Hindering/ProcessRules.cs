namespace Containment.Checkpoints.Hindering;

/// <summary>What a process itself is.</summary>
internal static class ProcessRules
{
    public static IEnumerable<Hindrance> Of(ProcessFacts process, ContainerFacts facts)
    {
        if (process.Pid != facts.Init && process.Parent is { } parent && facts.Processes.All(other => other.Pid != parent))
            yield return new(Weight.Refusal, "exec", $"{process} was begun from outside (exec)", "whoever began it waits for it here, and holds the other ends of its streams", "end it") { Passing = true };
        // CRIU saves such a process, and then can't bring it back.
        if (process.Program is { } program && program.StartsWith("/memfd:", StringComparison.Ordinal))
            yield return new(Weight.Refusal, "memory-program", $"{process} runs a program that is only in memory ({program})", "CRIU saves it and then can't restore it, as its file is nowhere", "run it from a file");
        if (process.Tracer != 0)
            yield return new(Weight.Refusal, "traced", $"{process} is traced by process {process.Tracer}", "CRIU looks into processes in the way that debuggers do, and only one can", "end the debugger") { Passing = true };
    }
}
