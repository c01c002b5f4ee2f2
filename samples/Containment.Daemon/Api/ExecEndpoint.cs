using System.Text;
using Containment.Bundles;

namespace Containment.Daemon.Api;

/// <summary>One more process in a container, from its start to its end in one request.</summary>
internal static class ExecEndpoint
{
    /// <summary>What is kept of each of the two streams; the rest is read and thrown away.</summary>
    private const int MostOutput = 1 << 20;

    public static async Task<ExecView> RunAsync(string id, ExecRequest request, ContainerHost host, IHostApplicationLifetime daemon, CancellationToken end)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end, daemon.ApplicationStopping);
        await using var session = await (await host.GetAsync(id, end)).ExecAsync(request.ToSpec(), null, either.Token);
        var output = ReadAsync(session.Output, either.Token);
        var error = ReadAsync(session.Error, either.Token);
        await GiveAsync(session.Input, request.Input, either.Token);
        var (outputText, outputCut) = await output;
        var (errorText, errorCut) = await error;
        return new ExecView((await session.WaitAsync(either.Token)).ShellCode, outputText, errorText, outputCut || errorCut);
    }

    private static async Task GiveAsync(Stream input, string text, CancellationToken end)
    {
        try
        {
            await input.WriteAsync(Encoding.UTF8.GetBytes(text), end);
            await input.DisposeAsync();
        }
        catch (Exception e) when (e is IOException or ContainmentException { Reason: FailureReason.KeeperLost })
        {
            // It has ended, or closed its input: then it doesn't want the rest.
        }
    }

    private static async Task<(string Text, bool Cut)> ReadAsync(Stream stream, CancellationToken end)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[16384];
        var cut = false;
        while (await stream.ReadAsync(buffer, end) is var count and > 0)
        {
            var room = Math.Min(count, MostOutput - (int)kept.Length);
            kept.Write(buffer, 0, room);
            cut |= room < count;
        }
        return (Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length), cut);
    }
}
