using System.Diagnostics;

namespace Containment.Kernel.Tests.Fixtures;

/// <summary>Another process that uses a test's host. It is killed with SIGKILL when it is disposed.</summary>
internal sealed class Embedder : IDisposable
{
    private readonly Process _process;

    public Embedder(TestHost test, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Containment.Embedder")) { RedirectStandardOutput = true, RedirectStandardError = true };
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
