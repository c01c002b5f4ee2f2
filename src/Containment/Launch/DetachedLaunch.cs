using Containment.Launch.Keeping;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Launch;

/// <summary>
/// Carries out plans that nobody keeps. It waits in its calls, for the milliseconds that they take: whoever launches so
/// is a program that does nothing else, whose time is that of every container.
/// </summary>
internal static class DetachedLaunch
{
    private const int PlanChunk = 64 * 1024;

    public static async Task<int> RunAsync(LaunchPlan plan, IReadOnlyList<int> inherited, AtPause? atPause, CancellationToken cancellationToken)
    {
        if (inherited.Count != plan.Inherited) throw new ArgumentException($"the plan wants {plan.Inherited} descriptors", nameof(inherited));
        cancellationToken.ThrowIfCancellationRequested();
        var (pid, channel) = Begin(inherited);
        try
        {
            var encoded = plan.Encode();
            for (var sent = 0; sent < encoded.Length; sent += PlanChunk) channel.Send(encoded.AsSpan(sent, Math.Min(PlanChunk, encoded.Length - sent)));
            while (true)
            {
                var answer = Receive(channel) ?? throw LaunchFailure.Gone(plan);
                if (answer.Kind == Told.Hello) return answer.Value;
                if (answer.Kind != Told.Reached || atPause is null) throw LaunchFailure.Of(plan, answer);
                await atPause((LaunchPause)answer.Detail, answer.Value, cancellationToken).ConfigureAwait(false);
                channel.Send(Command.Of(Asked.GoOn));
            }
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
        finally
        {
            channel.Dispose();
            // Only when it is gone has the process its new parent.
            Orphans.Bury(pid);
        }
    }

    /// <summary>The failure that a held process tells whoever begins it; null when it has begun.</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.KeeperLost"/>: nobody waits there.</exception>
    public static Answer? Start(string startSocket)
    {
        try
        {
            using var channel = PacketChannel.Connect(startSocket);
            return Receive(channel) is { Kind: Told.Failed } failed ? failed : null;
        }
        catch (KernelRefusal refusal)
        {
            throw refusal.Error == Errno.ECONNREFUSED || refusal.Error == Errno.ENOENT
                ? new ContainmentException(FailureReason.KeeperLost, startSocket, $"nobody waits on {startSocket}", null, refusal)
                : new KernelException(refusal);
        }
    }

    private static (int Pid, PacketChannel Channel) Begin(IReadOnlyList<int> inherited)
    {
        try
        {
            return InitProcess.StartDetached(inherited);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    private static Answer? Receive(PacketChannel channel)
    {
        Span<byte> packet = stackalloc byte[Answer.Size];
        return channel.Receive(packet) < Answer.Size ? null : Answer.Read(packet);
    }
}
