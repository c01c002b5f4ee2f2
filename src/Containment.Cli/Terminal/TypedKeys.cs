using Microsoft.Win32.SafeHandles;

namespace Containment.Cli.Terminal;

/// <summary>This program's standard input.</summary>
internal static class TypedKeys
{
    /// <summary>Passes on what is typed until its end; true when the detach keys were typed.</summary>
    public static async Task<bool> PumpAsync(DetachKeys? keys, Func<ReadOnlyMemory<byte>, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        // Not the console's stream: that would read lines, and set the terminal to its own mode.
        using var input = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        var buffer = new byte[16384];
        while (await input.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            var left = false;
            ReadOnlyMemory<byte> typed = keys is null ? buffer.AsMemory(0, count) : keys.Take(buffer.AsSpan(0, count), out left);
            if (typed.Length > 0) await write(typed, cancellationToken);
            if (left) return true;
        }
        return false;
    }
}
