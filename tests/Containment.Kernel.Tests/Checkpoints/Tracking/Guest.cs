using System.Diagnostics;
using System.Globalization;
using Containment.Kernel.Tests.Security;

namespace Containment.Kernel.Tests.Checkpoints.Tracking;

/// <summary>A process with memory that does what it is told (guest.c), and no child of these tests: the runtime waits for those.</summary>
internal sealed class Guest : IDisposable
{
    private static readonly Lazy<string> Program = new(Compile);
    private readonly Process _shell;
    private bool _ended;

    private Guest(Process shell) => _shell = shell;

    public int Pid { get; private set; }

    public static async Task<Guest> StartAsync(CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec 3<&0; \"$0\" <&3 & exec 3<&-; wait", Program.Value]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var guest = new Guest(Process.Start(start)!);
        guest.Pid = int.Parse((await guest._shell.StandardOutput.ReadLineAsync(cancellation))!, CultureInfo.InvariantCulture);
        return guest;
    }

    /// <summary>What it answers: a number, how long it took, and how long the longest part of it.</summary>
    public async Task<(ulong Value, TimeSpan Took, TimeSpan Longest)> AskAsync(string command, CancellationToken cancellation)
    {
        Tell(command);
        return await AnswerAsync(cancellation);
    }

    public void Tell(string command)
    {
        _shell.StandardInput.WriteLine(command);
        _shell.StandardInput.Flush();
    }

    public async Task<(ulong Value, TimeSpan Took, TimeSpan Longest)> AnswerAsync(CancellationToken cancellation)
    {
        var line = await _shell.StandardOutput.ReadLineAsync(cancellation) ?? throw new AssertionException("the guest has ended");
        var numbers = line.Split(' ').Select(number => ulong.Parse(number, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
        return (numbers[0], Time(numbers, 1), Time(numbers, 2));
    }

    /// <summary>New memory of so many bytes; where.</summary>
    public async Task<ulong> MapAsync(ulong bytes, CancellationToken cancellation, ulong at = 0) => (await AskAsync($"m {at:x} {bytes:x}", cancellation)).Value;

    /// <summary>Writes a value into the first byte of each of so many pages.</summary>
    public Task WriteAsync(ulong at, int pages, byte value, CancellationToken cancellation, int apart = 1) => AskAsync($"w {at:x} {pages:x} {apart * 4096:x} {value:x}", cancellation);

    /// <summary>The sum of the first bytes of so many pages.</summary>
    public async Task<ulong> SumAsync(ulong at, int pages, CancellationToken cancellation) => (await AskAsync($"r {at:x} {pages:x} 1000", cancellation)).Value;

    public void Dispose()
    {
        if (_ended) return;
        _ended = true;
        // It ends with its input.
        _shell.StandardInput.Close();
        if (!_shell.WaitForExit(2000))
        {
            if (Directory.Exists($"/proc/{Pid}")) Process.GetProcessById(Pid).Kill();
            _shell.WaitForExit(2000);
        }
        _shell.Dispose();
    }

    private static TimeSpan Time(ulong[] numbers, int n) => n < numbers.Length ? TimeSpan.FromMicroseconds(numbers[n] / 1000.0) : TimeSpan.Zero;

    private static string Compile()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "tracked-guest");
        ProbeRoot.Compile(Path.Combine(AppContext.BaseDirectory, "Checkpoints/Tracking/guest.c"), program);
        return program;
    }
}
