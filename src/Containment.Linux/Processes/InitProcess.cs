using System.Net.Sockets;

namespace Containment.Linux.Processes;

/// <summary>Begins containment-init: in a session of its own, with no signal blocked or ignored and no descriptor but the socket, as 3.</summary>
internal static unsafe class InitProcess
{
    private const int Unix = 1, SequencedPackets = 5, CloseOnExec = 0x80000, ReadWrite = 2;

    // By our own process id: the child has closed its copy of the descriptor by the time of its execve.
    private static readonly string Program = $"/proc/{Environment.ProcessId}/fd/{InitProgram.Memory.Number}";

    /// <summary>The cost does not grow with this process's heap: posix_spawn(3) shares memory until the execve.</summary>
    /// <param name="inherited">Descriptors of this process that it gets as 4, 5 …</param>
    public static (int Pid, Socket Socket) Start(params IReadOnlyList<int> inherited)
    {
        var pair = stackalloc int[2];
        KernelRefusal.Check(LibCProcesses.socketpair(Unix, SequencedPackets | CloseOnExec, 0, pair), "socketpair", "of the keeper");
        using var theirs = new Descriptor(pair[1]);
        var socket = new Socket(new SafeSocketHandle(pair[0], ownsHandle: true));
        try
        {
            return (Spawn(theirs.Number, inherited), socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The same, for whoever waits in his calls.</summary>
    /// <inheritdoc cref="Start"/>
    public static (int Pid, PacketChannel Channel) StartDetached(IReadOnlyList<int> inherited)
    {
        var (channel, theirs) = PacketChannel.Pair();
        using (theirs)
        {
            try
            {
                return (Spawn(theirs.Number, inherited), channel);
            }
            catch
            {
                channel.Dispose();
                throw;
            }
        }
    }

    private static int Spawn(int socket, IReadOnlyList<int> inherited)
    {
        // Copies above those that will be taken: what is given may have any number, also one of these. No higher than that,
        // because a table of descriptors that grows waits for the whole kernel (RCU).
        var above = 4 + inherited.Count;
        var copies = new List<Descriptor>(inherited.Count);
        try
        {
            foreach (var descriptor in inherited) copies.Add(Copy(descriptor, above));
            using var away = copies.Count == 0 ? null : Copy(socket, above);
            return Spawn(away?.Number ?? socket, copies);
        }
        finally
        {
            foreach (var copy in copies) copy.Dispose();
        }
    }

    private static int Spawn(int socket, List<Descriptor> copies)
    {
        var actions = stackalloc byte[LibCProcesses.FileActionsSize];
        var attributes = stackalloc byte[LibCProcesses.AttributesSize];
        var all = stackalloc byte[LibCProcesses.SignalSetSize];
        var none = stackalloc byte[LibCProcesses.SignalSetSize];
        new Span<byte>(all, LibCProcesses.SignalSetSize).Fill(0xff);
        new Span<byte>(none, LibCProcesses.SignalSetSize).Clear();
        _ = LibCProcesses.posix_spawn_file_actions_init(actions);
        _ = LibCProcesses.posix_spawnattr_init(attributes);
        try
        {
            Check(LibCProcesses.posix_spawn_file_actions_adddup2(actions, socket, 3));
            for (var n = 0; n < copies.Count; n++) Check(LibCProcesses.posix_spawn_file_actions_adddup2(actions, copies[n].Number, 4 + n));
            Check(LibCProcesses.posix_spawn_file_actions_addopen(actions, 0, "/dev/null", ReadWrite, 0));
            Check(LibCProcesses.posix_spawn_file_actions_adddup2(actions, 0, 1));
            Check(LibCProcesses.posix_spawn_file_actions_adddup2(actions, 0, 2));
            Check(LibCProcesses.posix_spawn_file_actions_addclosefrom_np(actions, 4 + copies.Count));
            Check(LibCProcesses.posix_spawnattr_setsigmask(attributes, none));
            Check(LibCProcesses.posix_spawnattr_setsigdefault(attributes, all));
            Check(LibCProcesses.posix_spawnattr_setflags(attributes, LibCProcesses.SetSignalDefaults | LibCProcesses.SetSignalMask | LibCProcesses.SetSession));
            fixed (byte* name = "containment-init"u8)
            {
                var arguments = stackalloc byte*[2];
                var environment = stackalloc byte*[1];
                arguments[0] = name;
                arguments[1] = null;
                environment[0] = null;
                Check(LibCProcesses.posix_spawn(out var pid, Program, actions, attributes, arguments, environment));
                return pid;
            }
        }
        finally
        {
            _ = LibCProcesses.posix_spawn_file_actions_destroy(actions);
            _ = LibCProcesses.posix_spawnattr_destroy(attributes);
        }
    }

    private static Descriptor Copy(int descriptor, int above)
    {
        const int duplicate = 1030;
        return new((int)KernelRefusal.Check(LibCProcesses.fcntl(descriptor, duplicate, above), "fcntl", $"descriptor {descriptor}"));
    }

    // These give the error itself.
    private static void Check(int error)
    {
        if (error != 0) throw new KernelRefusal("posix_spawn", "containment-init", new Errno(error));
    }
}
