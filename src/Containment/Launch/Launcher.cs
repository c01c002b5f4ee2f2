using System.Net.Sockets;
using Containment.Launch.Keeping;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Launch;

/// <summary>Carries out plans.</summary>
internal static class Launcher
{
    /// <summary>
    /// Runs a plan of <see cref="LaunchCompiler"/> or <see cref="ExecCompiler"/>. When it returns, the process runs (its execve succeeded);
    /// when it throws, nothing is left. It takes milliseconds and is not interrupted half-way, but at its pauses; a token that is cancelled before stops it.
    /// </summary>
    /// <exception cref="KernelException">The step that failed: call, subject, errno.</exception>
    public static async Task<KeeperSession> StartAsync(LaunchPlan plan, AtPause? atPause = null, CancellationToken cancellationToken = default)
    {
        var (pid, socket) = Begin(cancellationToken);
        try
        {
            await socket.SendPlanAsync(plan.Encode()).ConfigureAwait(false);
            var init = await AnswerAsync(plan, socket, atPause, cancellationToken).ConfigureAwait(false);
            return new KeeperSession(socket, init, plan.SocketPath, pid);
        }
        catch
        {
            socket.Dispose();
            await Zombies.ReapAsync(pid).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Carries a plan out that is at its end when its own process is, with nothing inherited; not on this thread, which would wait for it.</summary>
    public static Task CarryOutAsync(LaunchPlan plan, CancellationToken cancellationToken) => Task.Run(() => DetachAsync(plan, [], cancellationToken: cancellationToken), cancellationToken);

    /// <summary>
    /// Runs a plan without a keeper: when it returns, the process is a child of the nearest subreaper above this process, and
    /// runs or waits for <see cref="BeginAsync"/>. When it throws, nothing is left.
    /// </summary>
    /// <param name="plan">What to do.</param>
    /// <param name="inherited">This process's descriptors for the container: input, output, error, and those to preserve.</param>
    /// <param name="atPause">What is done at the plan's pauses.</param>
    /// <param name="cancellationToken">Gives up, before it begins or at a pause.</param>
    /// <returns>The first process, as the host sees it.</returns>
    /// <exception cref="KernelException">The step that failed: call, subject, errno.</exception>
    public static Task<int> DetachAsync(LaunchPlan plan, IReadOnlyList<int> inherited, AtPause? atPause = null, CancellationToken cancellationToken = default) =>
        DetachedLaunch.RunAsync(plan, inherited, atPause, cancellationToken);

    /// <summary>Lets a process begin that waits on this socket. When it returns, its execve succeeded.</summary>
    /// <param name="startSocket">Where it waits.</param>
    /// <param name="steps">The plan's steps by their numbers, in words, to say which one failed.</param>
    /// <param name="cancellationToken">Gives up, before it begins.</param>
    /// <exception cref="KernelException">The step that failed; the process has ended.</exception>
    /// <exception cref="ContainmentException"><see cref="FailureReason.KeeperLost"/>: nobody waits there.</exception>
    public static Task BeginAsync(string startSocket, IReadOnlyDictionary<int, string> steps, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (DetachedLaunch.Start(startSocket) is not { } failed) return Task.CompletedTask;
        throw new KernelException("execve", steps.GetValueOrDefault((int)failed.Detail) ?? $"step {failed.Detail}", new Errno(failed.Value), null);
    }

    private static (int Pid, KeeperSocket Socket) Begin(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var (pid, raw) = InitProcess.Start();
            Zombies.Watch(pid);
            return (pid, new(raw));
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    // The first process, as the host sees it.
    private static async Task<int> AnswerAsync(LaunchPlan plan, KeeperSocket socket, AtPause? atPause, CancellationToken cancellationToken)
    {
        while (true)
        {
            var answer = await socket.ReceiveAsync().ConfigureAwait(false);
            if (answer is null) throw LaunchFailure.Gone(plan);
            if (answer.Head.Kind == Told.Hello) return answer.Head.Value;
            if (answer.Head.Kind != Told.Reached || atPause is null) throw LaunchFailure.Of(plan, answer.Head);
            await atPause((LaunchPause)answer.Head.Detail, answer.Head.Value, cancellationToken).ConfigureAwait(false);
            await socket.SendAsync(Command.Of(Asked.GoOn), CancellationToken.None).ConfigureAwait(false);
        }
    }
}
