using Sys = Tmds.Linux.LibC;

namespace Containment.Linux.Networks;

/// <summary>Opens network namespaces and works inside them. Never on a thread of the pool: a thread that entered one must not serve anything else.</summary>
internal static class NetworkNamespace
{
    private const int SmallStack = 256 * 1024;

    /// <summary>That of a process.</summary>
    public static Descriptor Of(int pid) => Open($"/proc/{pid}/ns/net");

    /// <summary>A new one, empty, that lives as long as something refers to it; its loopback is down.</summary>
    public static Task<Descriptor> CreateAsync() => OnThread(() =>
    {
        KernelRefusal.Check(Sys.unshare(Sys.CLONE_NEWNET), "unshare", "CLONE_NEWNET");
        return Open("/proc/thread-self/ns/net");
    });

    /// <summary>Runs <paramref name="work"/> inside. Sockets that it opens stay there.</summary>
    public static Task<T> RunAsync<T>(Descriptor networkNamespace, Func<T> work) => OnThread(() =>
    {
        KernelRefusal.Check(Sys.setns(networkNamespace.Number, Sys.CLONE_NEWNET), "setns", "CLONE_NEWNET");
        return work();
    });

    private static Descriptor Open(string path) =>
        new((int)KernelRefusal.Check(LibC.open(path, Sys.O_RDONLY | Sys.O_CLOEXEC, 0), "open", path));

    private static Task<T> OnThread<T>(Func<T> work)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try { result.SetResult(work()); }
            catch (Exception e) { result.SetException(e); }
        }, SmallStack) { IsBackground = true, Name = "network namespace" }.Start();
        return result.Task;
    }
}
