using System.Runtime.InteropServices;

namespace Containment.Oci.Foreground;

/// <summary>Passes the signals that come to this program on to the container, from the time it has a process; those that came before are passed on then.</summary>
internal sealed class ForwardedSignals : IDisposable
{
    // Not those that can't be caught, those that a fault of this program's own raises, and what tells of children and urgent data.
    private static readonly int[] Forwarded = [1, 2, 3, 6, 10, 12, 14, 15, 16, 18, 20, 21, 22, 24, 25, 26, 27, 28, 29, 30];
    private const int WindowChange = 28;

    private readonly Lock _gate = new();
    private readonly List<int> _early = [];
    private readonly PosixSignalRegistration[] _registrations;
    private Action<int>? _send;
    private Action? _resize;

    public ForwardedSignals() => _registrations = [.. Forwarded.Select(Register)];

    /// <summary>Signals go there from now on; changes of the window to <paramref name="resize"/>, where there is a terminal.</summary>
    public void Connect(Action<int> send, Action? resize)
    {
        lock (_gate)
        {
            (_send, _resize) = (send, resize);
            foreach (var signal in _early) Pass(signal);
        }
    }

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
    }

    private PosixSignalRegistration Register(int signal) => PosixSignalRegistration.Create((PosixSignal)signal, context =>
    {
        context.Cancel = true;
        lock (_gate)
        {
            if (_send is null) _early.Add(signal);
            else Pass(signal);
        }
    });

    private void Pass(int signal)
    {
        if (signal == WindowChange && _resize is not null) _resize();
        else _send!(signal);
    }
}
