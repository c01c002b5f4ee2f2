using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Containment.Kernel.Tests.Fixtures;

/// <summary>A program under test as a process of its own. It is killed with SIGKILL when it is disposed.</summary>
internal sealed partial class RunningProgram : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new(), _error = new();
    private readonly Task _reading;

    public RunningProgram(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        _process = Process.Start(start)!;
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput, _output), ReadAsync(_process.StandardError, _error));
    }

    public int Id => _process.Id;

    public StreamWriter Input => _process.StandardInput;

    public string Output => Text(_output);

    public string Error => Text(_error);

    public bool HasExited => _process.HasExited;

    /// <summary>Waits until it has written <paramref name="text"/>, to either stream.</summary>
    public async Task UntilAsync(string text, CancellationToken cancellation)
    {
        while (!Output.Contains(text, StringComparison.Ordinal) && !Error.Contains(text, StringComparison.Ordinal))
        {
            if (_reading.IsCompleted) throw new AssertionException($"it ended without writing \"{text}\": {Output}{Error}");
            await Task.Delay(10, cancellation);
        }
    }

    /// <summary>Writes to its standard input, at once.</summary>
    public async Task TypeAsync(string keys, CancellationToken cancellation)
    {
        await Input.WriteAsync(keys.AsMemory(), cancellation);
        await Input.FlushAsync(cancellation);
    }

    public void Signal(Signal signal)
    {
        if (Kill(_process.Id, signal.Number) != 0) throw new AssertionException($"kill {_process.Id}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    public async Task<Ended> WaitAsync(CancellationToken cancellation)
    {
        try
        {
            await _process.WaitForExitAsync(cancellation);
            await _reading.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            throw new AssertionException($"it did not end; so far it wrote: {Output}{Error}");
        }
        return new Ended(_process.ExitCode, Output, Error);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string Text(StringBuilder builder)
    {
        lock (builder) return builder.ToString();
    }

    private static async Task ReadAsync(StreamReader from, StringBuilder to)
    {
        var buffer = new char[4096];
        while (await from.ReadAsync(buffer) is var count and > 0)
            lock (to) to.Append(buffer, 0, count);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
