using System.Net.Sockets;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Checkpoints.Late;

/// <summary>
/// Processes that hold copies of userfaultfds, and kill the container when this process is gone: without it missing pages would be
/// zeros as soon as the kernel has closed its descriptors. They hold theirs until the container has ended.
/// </summary>
internal sealed class Lifeline : IDisposable
{
    private const int Kill = 9;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ProcessDescriptor _init;
    private readonly List<(int Pid, Socket Socket)> _holders = [];
    private readonly Lock _gate = new();

    /// <param name="init">The container's first process.</param>
    /// <exception cref="KernelRefusal">ESRCH: it has ended.</exception>
    public Lifeline(int init) => _init = ProcessDescriptor.TryOpen(init) ?? throw new KernelRefusal("pidfd_open", $"process {init}", Errno.ESRCH);

    /// <summary>From here on this one is held too.</summary>
    public void Hold(Descriptor faults)
    {
        var (pid, socket) = InitProcess.Start(_init.Number, faults.Number);
        Zombies.Watch(pid);
        lock (_gate) _holders.Add((pid, socket));
        socket.Send(PlanEncoder.Encode(LifelinePlan.Steps, []));
    }

    /// <summary>Nothing is late any more: it lets go and kills nobody.</summary>
    public void Release()
    {
        lock (_gate)
        {
            foreach (var (pid, socket) in _holders)
            {
                // Before its socket, whose end it waits for.
                using (var holder = ProcessDescriptor.TryOpen(pid)) holder?.TrySend(Kill);
                socket.Dispose();
            }
            _holders.Clear();
        }
    }

    /// <summary>Kills the container and waits until all of it has ended.</summary>
    public async Task EndAsync()
    {
        _init.TrySend(Kill);
        await Task.Run(() => Readiness.Wait([_init.Number], (int)Patience.TotalMilliseconds)).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Release"/>
    public void Dispose()
    {
        Release();
        _init.Dispose();
    }
}
