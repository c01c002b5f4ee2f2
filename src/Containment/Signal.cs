using System.Diagnostics.CodeAnalysis;

namespace Containment;

/// <summary>A signal (signal(7)), 1 to 64. Reads <c>SIGTERM</c>, <c>TERM</c>, <c>15</c>, <c>SIGRTMIN+3</c>.</summary>
public readonly record struct Signal : IParsable<Signal>
{
    private const int FirstRealTime = 34, LastRealTime = 64;

    private static readonly string[] Names =
    [
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary>Makes one of its number.</summary>
    /// <exception cref="InvalidSpecException">Not 1 to 64.</exception>
    public Signal(int number) =>
        Number = number is >= 1 and <= LastRealTime ? number : throw new InvalidSpecException("signal", number, "1 to 64");

    /// <summary>Hang up.</summary>
    public static Signal Hup { get; } = new(1);
    /// <summary>Interrupt from a keyboard.</summary>
    public static Signal Int { get; } = new(2);
    /// <summary>The end, at once; it can't be caught.</summary>
    public static Signal Kill { get; } = new(9);
    /// <summary>Please end.</summary>
    public static Signal Term { get; } = new(15);
    /// <summary>SIGRTMIN+3, which asks systemd to shut the system down (systemd(1)).</summary>
    public static Signal Halt { get; } = new(FirstRealTime + 3);

    /// <summary>Its number on this kernel.</summary>
    public int Number { get; }

    /// <inheritdoc/>
    public static Signal Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var signal) ? signal : throw new InvalidSpecException("signal", s, "a name such as SIGTERM or SIGRTMIN+3, or 1 to 64");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Signal result)
    {
        var number = Find(s);
        result = number is >= 1 and <= LastRealTime ? new Signal(number) : default;
        return number is >= 1 and <= LastRealTime;
    }

    /// <inheritdoc/>
    public override string ToString() => Number switch
    {
        0 => "no signal",
        < FirstRealTime and < 32 => $"SIG{Names[Number]}",
        >= FirstRealTime => Number == FirstRealTime ? "SIGRTMIN" : $"SIGRTMIN+{Number - FirstRealTime}",
        _ => $"signal {Number}",
    };

    private static int Find(string? text)
    {
        if (text is null || int.TryParse(text, out var number)) return text is null ? 0 : int.Parse(text);
        var name = text.ToUpperInvariant();
        if (name.StartsWith("SIG", StringComparison.Ordinal)) name = name[3..];
        if (name == "RTMIN") return FirstRealTime;
        if (name == "RTMAX") return LastRealTime;
        if (name.StartsWith("RTMIN+", StringComparison.Ordinal) && int.TryParse(name.AsSpan(6), out var up) && up is >= 0 and <= LastRealTime - FirstRealTime) return FirstRealTime + up;
        if (name.StartsWith("RTMAX-", StringComparison.Ordinal) && int.TryParse(name.AsSpan(6), out var down) && down is >= 0 and <= LastRealTime - FirstRealTime) return LastRealTime - down;
        return name.Length == 0 ? 0 : Array.IndexOf(Names, name);
    }
}
