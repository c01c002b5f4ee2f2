using System.Diagnostics;

namespace Containment.Benchmarks.Density;

/// <summary>Bare C: one process that clones them all.</summary>
internal sealed class FloorFleet : IFleet
{
    public string Name => "bare C, floor";

    public bool IsOverhead(string executable) => executable.EndsWith("/Floors/density", StringComparison.Ordinal);

    public async Task<IAsyncDisposable> StartAsync(int count, string root, CancellationToken cancellationToken)
    {
        var program = await Floor.CompileAsync("density", cancellationToken);
        var process = Process.Start(new ProcessStartInfo(program, [$"{count}", root]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var fleet = new Running(process);
        if (await process.StandardOutput.ReadLineAsync(cancellationToken) == "ready") return fleet;
        await fleet.DisposeAsync();
        throw new InvalidOperationException("The floor's program failed; its words are above.");
    }

    private sealed class Running(Process process) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
