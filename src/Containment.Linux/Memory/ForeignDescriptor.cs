using System.Buffers.Binary;
using Containment.Linux.Processes;

namespace Containment.Linux.Memory;

/// <summary>Moves descriptors between this process and one in whose name calls are made.</summary>
internal static unsafe partial class ForeignDescriptor
{
    private const int Unix = 1, Datagrams = 2, CloseOnExec = 0x80000, ReceiveCloseOnExec = 0x40000000, SocketLevel = 1, Rights = 1;
    private const int PartAt = 64, ByteAt = 96, ControlAt = 128, ControlSize = 24;

    /// <summary>A copy of one of its descriptors (pidfd_getfd(2)).</summary>
    public static Descriptor Take(ProcessDescriptor process, long number) =>
        new((int)KernelRefusal.Check(LibC.syscall(Call.PidfdGetfd, process.Number, (nint)number), "pidfd_getfd", $"descriptor {number}"));

    /// <summary>Gives it a copy of one of ours, as what number; by a socket that is made in it, so that it needs neither a path nor a network in common.</summary>
    /// <param name="inside">The process.</param>
    /// <param name="process">The same.</param>
    /// <param name="scratch">A page of its memory that is ours to use.</param>
    /// <param name="descriptor">What it gets.</param>
    public static long Give(TracedProcess inside, ProcessDescriptor process, ulong scratch, Descriptor descriptor)
    {
        inside.Call("socketpair", InsideCalls.SocketPair, Unix, Datagrams | CloseOnExec, 0, scratch);
        Span<byte> words = stackalloc byte[8];
        InsideCalls.Read(inside.Pid, scratch, words);
        var (one, other) = (BinaryPrimitives.ReadInt32LittleEndian(words), BinaryPrimitives.ReadInt32LittleEndian(words[4..]));
        try
        {
            using var ours = Take(process, one);
            Send(ours, descriptor);
            // struct msghdr, one iovec, a byte, the control data.
            var message = new byte[ControlAt];
            BinaryPrimitives.WriteUInt64LittleEndian(message.AsSpan(16), scratch + PartAt);
            BinaryPrimitives.WriteUInt64LittleEndian(message.AsSpan(24), 1);
            BinaryPrimitives.WriteUInt64LittleEndian(message.AsSpan(32), scratch + ControlAt);
            BinaryPrimitives.WriteUInt64LittleEndian(message.AsSpan(40), ControlSize);
            BinaryPrimitives.WriteUInt64LittleEndian(message.AsSpan(PartAt), scratch + ByteAt);
            BinaryPrimitives.WriteUInt64LittleEndian(message.AsSpan(PartAt + 8), 1);
            ForeignMemory.Write(inside.Pid, scratch, message);
            inside.Call("recvmsg", InsideCalls.ReceiveMessage, (ulong)other, scratch, ReceiveCloseOnExec);
            var control = new byte[ControlSize];
            InsideCalls.Read(inside.Pid, scratch + ControlAt, control);
            // It came without where the process may have no more of them.
            if (BinaryPrimitives.ReadUInt64LittleEndian(control) < ControlSize - 4) throw new KernelRefusal("recvmsg", $"in process {inside.Pid}", Errno.EMFILE);
            return BinaryPrimitives.ReadInt32LittleEndian(control.AsSpan(16));
        }
        finally
        {
            inside.Call("close", InsideCalls.Close, (ulong)one);
            inside.Call("close", InsideCalls.Close, (ulong)other);
        }
    }

    private static void Send(Descriptor socket, Descriptor descriptor)
    {
        byte content = 0;
        var control = stackalloc byte[ControlSize];
        (*(nuint*)control, *(int*)(control + 8), *(int*)(control + 12), *(int*)(control + 16)) = (ControlSize - 4, SocketLevel, Rights, descriptor.Number);
        var part = stackalloc nuint[2] { (nuint)(&content), 1 };
        var message = stackalloc nuint[7] { 0, 0, (nuint)part, 1, (nuint)control, ControlSize, 0 };
        KernelRefusal.Check(sendmsg(socket.Number, message, 0), "sendmsg", "a descriptor");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint sendmsg(int socket, nuint* message, int flags);
}
