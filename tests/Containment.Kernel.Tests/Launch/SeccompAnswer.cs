using System.Runtime.InteropServices;

namespace Containment.Kernel.Tests.Launch;

/// <summary>Answers a filter's questions (seccomp_unotify(2)).</summary>
internal static class SeccompAnswer
{
    private const nuint Receive = 0xc0502100, Send = 0xc0182101;

    [DllImport("libc", SetLastError = true)]
    private static extern int ioctl(int descriptor, nuint request, byte[] data);

    /// <summary>Waits for a call and makes it fail with an error.</summary>
    public static void RefuseNext(int descriptor, int error)
    {
        var notification = new byte[80];
        if (ioctl(descriptor, Receive, notification) != 0) throw new InvalidOperationException($"SECCOMP_IOCTL_NOTIF_RECV: {Marshal.GetLastPInvokeError()}");
        var answer = new byte[24];
        notification.AsSpan(0, 8).CopyTo(answer);
        BitConverter.TryWriteBytes(answer.AsSpan(16), -error);
        if (ioctl(descriptor, Send, answer) != 0) throw new InvalidOperationException($"SECCOMP_IOCTL_NOTIF_SEND: {Marshal.GetLastPInvokeError()}");
    }
}
