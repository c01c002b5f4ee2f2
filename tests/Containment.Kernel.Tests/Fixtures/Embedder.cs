using System.Diagnostics;

namespace Containment.Kernel.Tests.Fixtures;

/// <summary>Another process that uses a test's host. It is killed with SIGKILL when it is disposed.</summary>
internal sealed class Embedder : IDisposable
{
    private readonly Process _process;

    public Embedder(TestHost test, params string[] arguments) : this([], test, arguments) { }

    /// <param name="before">A program, with its first arguments, that runs the embedder.</param>
    /// <param name="test">Whose directories it uses.</param>
    /// <param name="arguments">What it does.</param>
    public Embedder(string[] before, TestHost test, string[] arguments)
    {
        string[] command = [.. before, Path.Combine(AppContext.BaseDirectory, "Containment.Embedder")];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[test.Options.StateDirectory, test.Options.RuntimeDirectory, BusyboxRoot.Path, .. arguments]) start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
    }

    public int Id => _process.Id;

    public async Task<string?> ReadLineAsync(CancellationToken cancellation) => await _process.StandardOutput.ReadLineAsync(cancellation);

    /// <summary>Waits for its end; its exit code, and what it said on standard error.</summary>
    public async Task<(int Code, string Errors)> WaitAsync(CancellationToken cancellation)
    {
        var errors = _process.StandardError.ReadToEndAsync(cancellation);
        await _process.WaitForExitAsync(cancellation);
        return (_process.ExitCode, await errors);
    }

    public void Kill()
    {
        if (_process.HasExited) return;
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }
}
