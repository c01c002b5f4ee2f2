using System.Runtime.InteropServices;
using Containment.Checkpoints.Tracking;
using Containment.Linux.Memory;

namespace Containment.Probe.Probes;

/// <summary>Which of 64 pages of its own this process is told that it has written, by the kernel's marks.</summary>
internal static class WrittenPages
{
    private const int Page = 4096, Pages = 64, Room = 1 << 20;

    public static async Task RunAsync(ProbeContext probe)
    {
        var powers = TrackingPowers.Look();
        probe.Say("powers", powers);
        probe.Say("choice", powers.Choose());
        // Large enough for a mapping of its own.
        var room = Marshal.AllocHGlobal(Room);
        var memory = (room + Page - 1) & ~(Page - 1);
        try
        {
            await using var tracker = DirtyTracker.Make(TrackingKind.SoftDirty, Standstill.Already)!;
            Write(0, 1, 2, 3);
            probe.Say("first", await TakeAsync());
            probe.Say("nothing", await TakeAsync());
            Write(3, 40);
            _ = Marshal.ReadByte(memory, 1 * Page);
            probe.Say("two", await TakeAsync());
            Write(3);
            probe.Say("again", await TakeAsync());

            async Task<string> TakeAsync()
            {
                var taken = await tracker.TakeAsync([Environment.ProcessId], probe.Cancellation);
                return string.Join(' ', Enumerable.Range(0, Pages).Where(n => taken[Environment.ProcessId].Any(range => range.Start <= Address(n) && Address(n) < range.End)));
            }
        }
        finally
        {
            Marshal.FreeHGlobal(room);
        }

        ulong Address(int page) => (ulong)memory + (ulong)page * Page;

        void Write(params ReadOnlySpan<int> pages)
        {
            foreach (var page in pages) Marshal.WriteByte(memory, page * Page, 1);
        }
    }
}
