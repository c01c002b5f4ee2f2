using System.Globalization;

namespace Containment.Linux.Processes;

/// <summary>A process by proc_pid_stat(5): the letter of its state, and when it began (field 22), in ticks since the boot.</summary>
internal readonly record struct ProcessStat(char State, ulong Began)
{
    /// <summary>Whether it is more than what nobody has waited for yet.</summary>
    public bool IsAtWork => State is not ('Z' or 'X' or 'x');

    /// <summary>Null where there is no such process.</summary>
    public static ProcessStat? Of(int pid) => Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));

    internal static ProcessStat? Read(string path)
    {
        try
        {
            return Parse(KernelText.Read(path));
        }
        catch (KernelRefusal)
        {
            // It may also end between open and read (ESRCH). A procfs with hidepid shows nobody the processes of others: who may not
            // see it can't do anything to it.
            return null;
        }
    }

    internal static ProcessStat? Parse(string text)
    {
        // The name in parentheses may hold anything, parentheses too. What follows is counted from the third field.
        var fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length >= 20 && ulong.TryParse(fields[19], CultureInfo.InvariantCulture, out var began) ? new(fields[0][0], began) : null;
    }
}
