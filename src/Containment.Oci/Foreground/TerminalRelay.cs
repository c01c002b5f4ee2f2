using Containment.Linux.Descriptors;

namespace Containment.Oci.Foreground;

/// <summary>Connects this program's terminal with a container's until its process ends.</summary>
internal sealed class TerminalRelay : IDisposable
{
    private readonly Descriptor _master;
    private readonly TerminalMode? _before = TerminalMode.MakeRaw(0);
    private readonly FileStream _output;

    public TerminalRelay(Descriptor master)
    {
        _master = master;
        _output = new(new Microsoft.Win32.SafeHandles.SafeFileHandle(master.Number, ownsHandle: false), FileAccess.ReadWrite, 0);
        Resize();
        new Thread(PumpInput) { IsBackground = true }.Start();
    }

    /// <summary>Gives it the size that this program's window has; called again when that changes.</summary>
    public void Resize()
    {
        if (WindowSize.Of(0) is { } size) size.Give(_master.Number);
    }

    /// <summary>Shows what the container writes until its process has ended (the descriptor can be read) and all is shown.</summary>
    public void Run(int process)
    {
        using var shown = new OutputStream(1);
        var buffer = new byte[16384];
        for (var ended = false; ;)
        {
            var ready = Readiness.Wait([_master.Number, ended ? -1 : process], ended ? 0 : -1);
            ended |= (ready & 2) != 0;
            if ((ready & 1) != 0)
            {
                if (Read(buffer) is var count and > 0) shown.Write(buffer.AsSpan(0, count));
                else if (ended) return;
                // Nobody has the terminal open now; somebody may open it again.
                else if ((Readiness.Wait([process], 20) & 1) != 0) ended = true;
            }
            else if (ended) return;
        }
    }

    public void Dispose()
    {
        _before?.Restore();
        _output.Dispose();
        _master.Dispose();
    }

    private int Read(byte[] buffer)
    {
        try
        {
            return _output.Read(buffer);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private void PumpInput()
    {
        const byte endOfInput = 4;
        using var input = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(0, ownsHandle: false), FileAccess.Read, 0);
        var buffer = new byte[4096];
        try
        {
            while (input.Read(buffer) is var count and > 0) _output.Write(buffer.AsSpan(0, count));
            _output.WriteByte(endOfInput);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The container has ended, or the caller's terminal.
        }
    }
}
