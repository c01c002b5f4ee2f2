using System.Runtime.InteropServices;
using Containment.Bundles;
using Containment.Containers;

namespace Containment.Cli.Terminal;

/// <summary>Connects this program's streams, window and signals with a process in a container until it ends.</summary>
internal static class Foreground
{
    /// <summary>Starts a container, shows what it writes, gives it input, and passes its exit code on. Signals go to it instead of ending this program.</summary>
    public static async Task<int> FollowAsync(Container container, Func<Task> start)
    {
        using var signals = new ForwardedSignals(signal => container.SignalAsync(signal, CancellationToken.None));
        await start();
        using var raw = container.Spec.Process.Terminal ? RawTerminal.Enter() : null;
        using var ended = new CancellationTokenSource();
        await using var streams = new StandardStreams();
        var input = PumpInputAsync(container, ended.Token);
        await foreach (var entry in container.ReadLogAsync(new LogOptions { Follow = true }, CancellationToken.None)) await streams.WriteAsync(entry);
        var exit = await container.WaitAsync(CancellationToken.None);
        await ended.CancelAsync();
        await Task.WhenAny(input, Task.Delay(100));
        return exit.ShellCode;
    }

    /// <summary>Runs one more process with this program's streams and passes its exit code on.</summary>
    public static async Task<int> ExecAsync(Container container, ProcessSpec process, CancellationToken cancellationToken)
    {
        var options = RawTerminal.Size is { } size ? new ExecOptions { Size = size } : null;
        await using var session = await container.ExecAsync(process, options, cancellationToken);
        using var signals = new ForwardedSignals(signal => session.SignalAsync(signal, CancellationToken.None));
        using var raw = process.Terminal ? RawTerminal.Enter() : null;
        using var window = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Resize(session.ResizeAsync));
        await using var streams = new StandardStreams();
        _ = PumpAsync(Console.OpenStandardInput(), session.Input, closeAtEnd: true);
        var (output, error) = (PumpAsync(session.Output, streams.Output, closeAtEnd: false), PumpAsync(session.Error, streams.Error, closeAtEnd: false));
        // Nobody may read one of them any more: that ends this program, whatever the other one does.
        await await Task.WhenAny(output, error);
        await Task.WhenAll(output, error);
        return (await session.WaitAsync(CancellationToken.None)).ShellCode;
    }

    private static async Task PumpAsync(Stream from, Stream to, bool closeAtEnd)
    {
        var buffer = new byte[16384];
        try
        {
            while (await from.ReadAsync(buffer) is var count and > 0)
            {
                await to.WriteAsync(buffer.AsMemory(0, count));
                await to.FlushAsync();
            }
        }
        catch (Exception e) when ((closeAtEnd || ExitCodes.For(e) != ExitCodes.NobodyReads) && e is (IOException or ObjectDisposedException or ContainmentException))
        {
            return;
        }
        if (closeAtEnd) await to.DisposeAsync();
    }

    private static async Task PumpInputAsync(Container container, CancellationToken ended)
    {
        try
        {
            await using var console = await container.AttachAsync(ended);
            using var window = container.Spec.Process.Terminal ? PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Resize(console.ResizeAsync)) : null;
            if (container.Spec.Process.Terminal && RawTerminal.Size is { } size) await console.ResizeAsync(size, ended);
            var input = Console.OpenStandardInput();
            var buffer = new byte[16384];
            while (await input.ReadAsync(buffer, ended) is var count and > 0) await console.WriteAsync(buffer.AsMemory(0, count), ended);
            await console.CloseInputAsync(ended);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ContainmentException)
        {
            return;
        }
    }

    private static void Resize(Func<TerminalSize, CancellationToken, Task> resize)
    {
        // It may have ended meanwhile, and then has no window.
        if (RawTerminal.Size is { } size) _ = resize(size, CancellationToken.None).ContinueWith(task => _ = task.Exception, TaskScheduler.Default);
    }
}
