using System.Diagnostics;
using System.Globalization;

namespace Containment.Benchmarks.Start;

/// <summary>The floor: Floors/start.c, asked for one run at a time.</summary>
internal sealed class BareStart(Process process) : IAsyncDisposable
{
    public static Task<BareStart> BeginAsync(TrueRoot root, bool network, bool user, CancellationToken cancellationToken) =>
        BeginAsync(root, [.. network ? ["net"] : Array.Empty<string>(), .. user ? ["user"] : Array.Empty<string>()], cancellationToken);

    /// <summary>With a network namespace, and these messages to rtnetlink; measured until the program begins.</summary>
    public static Task<BareStart> BeginAsync(TrueRoot root, string messages, CancellationToken cancellationToken) => BeginAsync(root, ["net", $"messages={messages}"], cancellationToken);

    private static async Task<BareStart> BeginAsync(TrueRoot root, string[] words, CancellationToken cancellationToken)
    {
        List<string> arguments = [root.Root, $"{root.Directory}/bare/upper", $"{root.Directory}/bare/work", .. words];
        var start = new ProcessStartInfo(await Floor.CompileAsync("start", cancellationToken), arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        return new(Process.Start(start)!);
    }

    /// <summary>Milliseconds.</summary>
    public async Task<double> RunAsync(CancellationToken cancellationToken)
    {
        await process.StandardInput.WriteAsync('g');
        await process.StandardInput.FlushAsync(cancellationToken);
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("the floor of start has failed");
        return double.Parse(line, CultureInfo.InvariantCulture) / 1000;
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
