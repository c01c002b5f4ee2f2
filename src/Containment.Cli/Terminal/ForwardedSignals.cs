using System.Runtime.InteropServices;

namespace Containment.Cli.Terminal;

/// <summary>Passes the signals that would end this program on to the container, until disposed.</summary>
internal sealed class ForwardedSignals : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;

    public ForwardedSignals(Func<Signal, Task> send)
    {
        _registrations = [Forward(PosixSignal.SIGINT, Signal.Int), Forward(PosixSignal.SIGTERM, Signal.Term), Forward(PosixSignal.SIGHUP, Signal.Hup)];

        PosixSignalRegistration Forward(PosixSignal from, Signal to) => PosixSignalRegistration.Create(from, context =>
        {
            context.Cancel = true;
            _ = send(to).ContinueWith(task => _ = task.Exception, TaskScheduler.Default);
        });
    }

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
    }
}
