using System.Net.Sockets;

namespace Containment.Linux.Processes;

/// <summary>Takes a packet with the descriptors that come with it (unix(7), SCM_RIGHTS).</summary>
internal static unsafe partial class DescriptorPassing
{
    private const int CloseOnExec = 0x40000000, NoSignal = 0x4000, MostDescriptors = 4;

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recvmsg(int socket, Message* message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint sendmsg(int socket, Message* message, int flags);

    /// <summary>Sends a packet with a copy of a descriptor.</summary>
    public static void Send(Socket socket, ReadOnlySpan<byte> packet, Descriptor descriptor)
    {
        const int socketLevel = 1, rights = 1;
        fixed (byte* start = packet)
        {
            var control = stackalloc byte[24];
            (*(nuint*)control, *(int*)(control + 8), *(int*)(control + 12), *(int*)(control + 16)) = (20, socketLevel, rights, descriptor.Number);
            var part = new Part { Start = start, Size = (nuint)packet.Length };
            var message = new Message { Parts = &part, PartCount = 1, Control = control, ControlSize = 24 };
            KernelRefusal.Check(sendmsg((int)socket.SafeHandle.DangerousGetHandle(), &message, NoSignal), "sendmsg", "to the keeper");
        }
    }

    /// <summary>Waits for a packet; the descriptors are the caller's. Length 0: the end.</summary>
    public static int Receive(Socket socket, Span<byte> buffer, List<Descriptor> descriptors)
    {
        fixed (byte* start = buffer)
        {
            var control = stackalloc byte[16 + MostDescriptors * 4];
            var part = new Part { Start = start, Size = (nuint)buffer.Length };
            var message = new Message { Parts = &part, PartCount = 1, Control = control, ControlSize = 16 + MostDescriptors * 4 };
            var length = recvmsg((int)socket.SafeHandle.DangerousGetHandle(), &message, CloseOnExec);
            if (length < 0) throw new KernelRefusal("recvmsg", "of the keeper", Errno.Last);
            if (message.ControlSize > 16)
                for (var at = 16; at + 4 <= (int)*(nuint*)control; at += 4) descriptors.Add(new Descriptor(*(int*)(control + at)));
            return (int)length;
        }
    }

    private struct Part
    {
        public byte* Start;
        public nuint Size;
    }

    private struct Message
    {
        public byte* Name;
        public uint NameSize;
        public Part* Parts;
        public nuint PartCount;
        public byte* Control;
        public nuint ControlSize;
        public int Flags;
    }
}
