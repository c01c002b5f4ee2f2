using Sys = Tmds.Linux.LibC;

namespace Containment.Linux.Networks;

/// <summary>Opens network namespaces, and sockets inside them.</summary>
internal static class NetworkNamespace
{
    private const int SmallStack = 256 * 1024;

    /// <summary>That of a process.</summary>
    public static Descriptor Of(int pid) => Open($"/proc/{pid}/ns/net");

    /// <summary>That of this process.</summary>
    public static Descriptor Own() => Open("/proc/self/ns/net");

    /// <summary>A new one, empty, that lives as long as something refers to it; its loopback is down.</summary>
    public static Task<Descriptor> CreateAsync() => AwayAsync(
        () => KernelRefusal.Check(Sys.unshare(Sys.CLONE_NEWNET), "unshare", "CLONE_NEWNET"),
        () => Open("/proc/thread-self/ns/net"));

    /// <summary>
    /// Opens a socket inside, to be used from anywhere: a socket stays in the network namespace in which it was made.
    /// <paramref name="open"/> must do no more than that, and above all start no work elsewhere.
    /// </summary>
    public static Task<T> OpenInAsync<T>(Descriptor networkNamespace, Func<T> open) => AwayAsync(
        () => KernelRefusal.Check(Sys.setns(networkNamespace.Number, Sys.CLONE_NEWNET), "setns", "CLONE_NEWNET"),
        open);

    /// <summary>
    /// On a thread of its own, which comes home before anyone hears of the result: handing work to the pool may start a thread,
    /// and a thread begins in the namespaces of the one that started it. It would stay there, serving everybody.
    /// </summary>
    private static Task<T> AwayAsync<T>(Action leave, Func<T> work)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                using var home = Open("/proc/thread-self/ns/net");
                T made;
                leave();
                try
                {
                    made = work();
                }
                finally
                {
                    KernelRefusal.Check(Sys.setns(home.Number, Sys.CLONE_NEWNET), "setns", "the process's network namespace");
                }
                result.SetResult(made);
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        }, SmallStack) { IsBackground = true, Name = "network namespace" }.Start();
        return result.Task;
    }

    private static Descriptor Open(string path) =>
        new((int)KernelRefusal.Check(LibC.open(path, Sys.O_RDONLY | Sys.O_CLOEXEC, 0), "open", path));
}
