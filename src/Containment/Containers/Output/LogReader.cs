using System.Runtime.CompilerServices;

namespace Containment.Containers.Output;

/// <summary>Reads a container's log, the part that was put aside first.</summary>
/// <param name="path">The log; the part put aside is beside it, with <c>.1</c>.</param>
/// <param name="clock">For the pauses between two looks.</param>
internal sealed class LogReader(string path, TimeProvider clock)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(5), Longest = TimeSpan.FromMilliseconds(100);

    /// <param name="options">Which part.</param>
    /// <param name="hasEnded">Whether nothing more will be written.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IAsyncEnumerable<LogEntry> ReadAsync(LogOptions options, Func<CancellationToken, Task<bool>> hasEnded, CancellationToken cancellationToken = default) =>
        ReadAsync(options, hasEnded, (pause, token) => Task.Delay(pause, clock, token), cancellationToken);

    /// <param name="options">Which part.</param>
    /// <param name="hasEnded">Whether nothing more will be written.</param>
    /// <param name="wait">Waits at most so long, or until something may have been written.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<LogEntry> ReadAsync(LogOptions options, Func<CancellationToken, Task<bool>> hasEnded, Func<TimeSpan, CancellationToken, Task> wait, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (LogFile.TryOpen(path + ".1") is { } aside)
        {
            using (aside)
                while (await aside.ReadAsync(cancellationToken).ConfigureAwait(false) is { } entry)
                    if (Wanted(entry, options)) yield return entry;
        }
        var file = LogFile.TryOpen(path);
        try
        {
            // Looking again costs a read; watching would cost one of the few inotify instances a user has (128) for each reader.
            for (var pause = Shortest; ; pause = pause * 2 > Longest ? Longest : pause * 2)
            {
                // Asked before reading: whatever was written until then is then surely read.
                var last = !options.Follow || await hasEnded(cancellationToken).ConfigureAwait(false);
                var put = file?.IsAside == true;
                while (file is not null && await file.ReadAsync(cancellationToken).ConfigureAwait(false) is { } entry)
                {
                    pause = Shortest;
                    if (Wanted(entry, options)) yield return entry;
                }
                if (put)
                {
                    file!.Dispose();
                    file = null;
                }
                if (file is null && (file = LogFile.TryOpen(path)) is not null) continue;
                if (last) yield break;
                await wait(pause, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            file?.Dispose();
        }
    }

    private static bool Wanted(LogEntry entry, LogOptions options) => options.Since is not { } since || entry.At >= since;
}
