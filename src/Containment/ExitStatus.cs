namespace Containment;

/// <summary>How and when a process ended (wait(2)): with an exit code, or by a signal.</summary>
/// <param name="Code">The exit code, 0 to 255; null when a signal ended it.</param>
/// <param name="Signal">The signal that ended it; null when it exited by itself.</param>
/// <param name="At">When it ended, by the machine's clock.</param>
public readonly record struct ExitStatus(int? Code, Signal? Signal, DateTimeOffset At)
{
    /// <summary>True for exit code 0.</summary>
    public bool Succeeded => Code == 0;

    /// <summary>One number, as shells have it: the exit code, or 128 + the signal's number.</summary>
    public int ShellCode => Code ?? 128 + (Signal?.Number ?? 0);

    /// <summary>Reads what wait(2) gives.</summary>
    internal static ExitStatus FromWait(int status, DateTimeOffset at) =>
        (status & 0x7f) == 0 ? new((status >> 8) & 0xff, null, at) : new(null, new Signal(status & 0x7f), at);

    /// <inheritdoc/>
    public override string ToString() => Code is { } code ? $"exit code {code}" : $"{Signal}";
}
