using System.Runtime.InteropServices;
using Containment.Bundles;
using Containment.Containers;

namespace Containment.Cli.Terminal;

/// <summary>Connects this program's streams, window and signals with a process in a container until it ends or the detach keys are typed.</summary>
internal static class Foreground
{
    private static readonly TimeSpan InputPatience = TimeSpan.FromMilliseconds(100);

    /// <summary>Starts a container, shows what it writes, gives it input, and passes its exit code on. Signals go to it instead of ending this program.</summary>
    public static async Task<int> FollowAsync(Container container, Func<Task> start, DetachKeys keys)
    {
        using var signals = new ForwardedSignals(signal => container.SignalAsync(signal, CancellationToken.None));
        await start();
        return await ConnectAsync(container, new AttachOptions { FromBeginning = true }, keys, CancellationToken.None);
    }

    /// <summary>Connects with the first process of a container that runs. <paramref name="keys"/> null: nothing is read.</summary>
    /// <returns>Its exit code; 0 when it goes on without this program.</returns>
    public static async Task<int> ConnectAsync(Container container, AttachOptions options, DetachKeys? keys, CancellationToken cancellationToken)
    {
        await using var streams = new StandardStreams();
        await using var console = await AttachAsync(container, options, streams, cancellationToken);
        if (console is not null)
        {
            var terminal = container.Spec.Process.Terminal;
            using var raw = terminal && keys is not null ? RawTerminal.Enter() : null;
            using var window = terminal ? PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Resize(console.ResizeAsync)) : null;
            if (terminal) await ShowSizeAsync(console, redraw: !options.FromBeginning, cancellationToken);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var input = keys is null ? Task.FromResult(false) : PumpInputAsync(console, raw is null ? null : keys, over.Token);
            var output = PumpOutputAsync(console, streams, over.Token);
            if (await Task.WhenAny(input, output) == input && await input)
            {
                await over.CancelAsync();
                raw?.Dispose();
                return Left(container.Id.Value);
            }
            await output;
            await over.CancelAsync();
            await Task.WhenAny(input, Task.Delay(InputPatience, CancellationToken.None));
        }
        return (await container.WaitAsync(cancellationToken)).ShellCode;
    }

    /// <summary>Runs one more process with this program's streams and passes its exit code on.</summary>
    public static async Task<int> ExecAsync(Container container, ProcessSpec process, bool interactive, DetachKeys keys, CancellationToken cancellationToken)
    {
        var options = RawTerminal.Size is { } size ? new ExecOptions { Size = size } : null;
        await using var session = await container.ExecAsync(process, options, cancellationToken);
        using var signals = new ForwardedSignals(signal => session.SignalAsync(signal, CancellationToken.None));
        using var raw = process.Terminal ? RawTerminal.Enter() : null;
        using var window = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Resize(session.ResizeAsync));
        await using var streams = new StandardStreams();
        var input = interactive ? PumpInputAsync(session.Input, raw is null ? null : keys) : Task.FromResult(false);
        if (!interactive && !process.Terminal) await session.Input.DisposeAsync();
        var (output, error) = (PumpAsync(session.Output, streams.Output), PumpAsync(session.Error, streams.Error));
        // Nobody may read one of them any more: that ends this program, whatever the other one does.
        var first = await Task.WhenAny(output, error, Leaving(input));
        await first;
        if (first != output && first != error)
        {
            raw?.Dispose();
            return Left(container.Id.Value);
        }
        await Task.WhenAll(output, error);
        return (await session.WaitAsync(CancellationToken.None)).ShellCode;
    }

    // Null when it has ended before it could be connected with: then all it wrote is shown.
    private static async Task<AttachedConsole?> AttachAsync(Container container, AttachOptions options, StandardStreams streams, CancellationToken cancellationToken)
    {
        try
        {
            return await container.AttachAsync(options, cancellationToken);
        }
        catch (ContainmentException ended) when (options.FromBeginning && ended.Reason is FailureReason.WrongState or FailureReason.KeeperLost)
        {
            await foreach (var entry in container.ReadLogAsync(cancellationToken: cancellationToken)) await streams.WriteAsync(entry);
            return null;
        }
    }

    private static async Task PumpOutputAsync(AttachedConsole console, StandardStreams streams, CancellationToken over)
    {
        try
        {
            await foreach (var entry in console.ReadAsync(over)) await streams.WriteAsync(entry);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // It is left.
        }
    }

    private static async Task PumpAsync(Stream from, Stream to)
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
        catch (Exception e) when (ExitCodes.For(e) != ExitCodes.NobodyReads && e is IOException or ObjectDisposedException or ContainmentException)
        {
            // What it reads from is gone.
        }
    }

    // True when the detach keys were typed.
    private static async Task<bool> PumpInputAsync(AttachedConsole console, DetachKeys? keys, CancellationToken over)
    {
        try
        {
            if (await TypedKeys.PumpAsync(keys, console.WriteAsync, over)) return true;
            await console.CloseInputAsync(over);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ContainmentException)
        {
            // It has ended.
        }
        return false;
    }

    private static async Task<bool> PumpInputAsync(Stream input, DetachKeys? keys)
    {
        try
        {
            if (await TypedKeys.PumpAsync(keys, (data, token) => input.WriteAsync(data, token).AsTask(), CancellationToken.None)) return true;
            await input.DisposeAsync();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or ContainmentException)
        {
            // It has ended.
        }
        return false;
    }

    // Ends only when the keys were typed.
    private static async Task Leaving(Task<bool> input)
    {
        if (!await input) await Task.Delay(Timeout.Infinite);
    }

    private static int Left(string id)
    {
        Console.Error.WriteLine($"containment: left {id}; it goes on");
        return 0;
    }

    // A program that draws its screen does it anew when its window changes, which shows it to whoever has just come.
    private static async Task ShowSizeAsync(AttachedConsole console, bool redraw, CancellationToken cancellationToken)
    {
        if (RawTerminal.Size is not { } size) return;
        if (redraw) await console.ResizeAsync(new TerminalSize(size.Columns, (ushort)(size.Rows + 1)), cancellationToken);
        await console.ResizeAsync(size, cancellationToken);
    }

    private static void Resize(Func<TerminalSize, CancellationToken, Task> resize)
    {
        // It may have ended meanwhile, and then has no window.
        if (RawTerminal.Size is { } size) _ = resize(size, CancellationToken.None).ContinueWith(task => _ = task.Exception, TaskScheduler.Default);
    }
}
