using Containment.Launch.Keeping;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Launch;

/// <summary>Carries out plans.</summary>
internal static class Launcher
{
    /// <summary>
    /// Runs a plan of <see cref="LaunchCompiler"/> or <see cref="ExecCompiler"/>. When it returns, the process runs (its execve succeeded);
    /// when it throws, nothing is left. It takes milliseconds and is not interrupted half-way; a token that is cancelled before stops it.
    /// </summary>
    /// <exception cref="KernelException">The step that failed: call, subject, errno.</exception>
    public static async Task<KeeperSession> StartAsync(LaunchPlan plan, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var encoded = plan.Encode();
        int pid;
        KeeperSocket socket;
        try
        {
            (pid, var raw) = InitProcess.Start();
            socket = new(raw);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
        Zombies.Watch(pid);
        try
        {
            await socket.SendPlanAsync(encoded).ConfigureAwait(false);
            var first = await socket.ReceiveAsync().ConfigureAwait(false);
            switch (first?.Head.Kind)
            {
                case Told.Hello:
                    return new KeeperSession(socket, first.Head.Value, plan.SocketPath, pid);
                case Told.Failed:
                    var step = plan[(int)first.Head.Detail];
                    var error = new Errno(first.Head.Value);
                    throw new KernelException(step.Verb, step.Subject, error, Remedies.For(step.Call, error));
                default:
                    throw new ContainmentException(FailureReason.KeeperLost, $"process {pid}", "containment-init died before it could begin");
            }
        }
        catch
        {
            socket.Dispose();
            await Zombies.ReapAsync(pid).ConfigureAwait(false);
            throw;
        }
    }
}
