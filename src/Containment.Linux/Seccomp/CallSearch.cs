namespace Containment.Linux.Seccomp;

/// <summary>Finds the range of a call's number by halving, as instructions of a filter.</summary>
internal static class CallSearch
{
    /// <param name="ranges">In order, from 0 on.</param>
    /// <param name="after">How many instructions lie between these and libseccomp's.</param>
    public static List<BpfInstruction> Write(IReadOnlyList<CallRange> ranges, int after)
    {
        List<BpfInstruction> reversed = [];
        Halve([.. ranges], reversed, after);
        reversed.Add(BpfInstruction.Load(BpfInstruction.CallNumber));
        reversed.Reverse();
        return reversed;
    }

    // From the end to the beginning: a jump goes forward, over what is then known.
    private static void Halve(ReadOnlySpan<CallRange> ranges, List<BpfInstruction> reversed, int after)
    {
        if (ranges.Length == 1)
        {
            reversed.Add(ranges[0].Action is { } action ? BpfInstruction.Return(action) : BpfInstruction.Jump(reversed.Count + after));
            return;
        }
        var middle = ranges.Length / 2;
        Halve(ranges[middle..], reversed, after);
        var upper = reversed.Count;
        Halve(ranges[..middle], reversed, after);
        var lower = reversed.Count - upper;
        if (lower <= byte.MaxValue)
        {
            reversed.Add(BpfInstruction.AtLeast(ranges[middle].From, (byte)lower, 0));
            return;
        }
        reversed.Add(BpfInstruction.Jump(lower));
        reversed.Add(BpfInstruction.AtLeast(ranges[middle].From, 0, 1));
    }
}
