namespace Containment.Linux.Memory;

/// <summary>A thread for one piece of tracing: the kernel lets only the thread that attached do the rest (ptrace(2)).</summary>
internal static class TracingThread
{
    public static Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception failure)
            {
                done.SetException(failure);
            }
        }, 256 << 10) { IsBackground = true, Name = "tracing" }.Start();
        return done.Task;
    }
}
