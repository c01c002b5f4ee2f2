using System.Net.Sockets;
using Containment.Linux.Descriptors;
using Containment.Linux.Namespaces;
using Containment.Linux.Processes;

namespace Containment;

/// <summary>Does things as root of a user namespace in which all ids of this process's user are: files that belong to his containers are his there.</summary>
internal static class OwnNamespace
{
    private const int NewUser = 0x10000000, Dumpable = 4, AtCwd = -100, PacketSize = 64 * 1024;

    /// <summary>The descriptor of the directory, in the steps.</summary>
    public const int Directory = 4;

    /// <summary>Removes a tree that files of other ids of the user's are in.</summary>
    public static async Task RemoveAsync(OwnIds own, Descriptor parent, string name, CancellationToken cancellationToken) =>
        await RunAsync(own, parent,
        [
            new(SystemCall.Fchdir, Directory) { Subject = $"above {name}" },
            new(SystemCall.Execve, "/bin/rm", PlanData.Of(["rm", "-rf", "--", $"./{name}"]), PlanData.Of(Array.Empty<string>())) { Subject = "/bin/rm" },
        ], cancellationToken).ConfigureAwait(false);

    /// <summary>Carries out steps; those that end neither in an execve nor in a failure are followed by the end.</summary>
    /// <exception cref="KernelException">The step that failed.</exception>
    public static async Task RunAsync(OwnIds own, Descriptor directory, IReadOnlyList<PlanStep> steps, CancellationToken cancellationToken)
    {
        List<PlanStep> all =
        [
            // Only then is its directory in /proc its user's, and whoever maps ids finds it by that.
            new(SystemCall.Prctl, Dumpable, 1, 0, 0, 0) { Subject = "PR_SET_DUMPABLE 1" },
            new(SystemCall.Unshare, NewUser) { Subject = "user" },
            .. Maps(own),
            .. steps,
            new(SystemCall.Detach) { Subject = "the end" },
        ];
        var (pid, socket) = InitProcess.Start(directory.Number);
        Zombies.Watch(pid);
        try
        {
            using (socket)
            {
                ReadOnlyMemory<byte> plan = PlanEncoder.Encode(all, []);
                for (; plan.Length > 0; plan = plan[Math.Min(PacketSize, plan.Length)..])
                    await socket.SendAsync(plan[..Math.Min(PacketSize, plan.Length)], SocketFlags.None, CancellationToken.None).ConfigureAwait(false);
                await AnswerAsync(own, pid, socket, all, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await Zombies.ReapAsync(pid).ConfigureAwait(false);
        }
    }

    // The end of the connection is that of the program that was executed.
    private static async Task AnswerAsync(OwnIds own, int pid, Socket socket, List<PlanStep> steps, CancellationToken cancellationToken)
    {
        var packet = new byte[Answer.Size];
        while (await socket.ReceiveAsync(packet, SocketFlags.None, CancellationToken.None).ConfigureAwait(false) == packet.Length)
        {
            switch (Answer.Read(packet))
            {
                case { Kind: Told.Reached }:
                    await own.MapAsync(pid, cancellationToken).ConfigureAwait(false);
                    await socket.SendAsync(Command.Of(Asked.GoOn), SocketFlags.None, CancellationToken.None).ConfigureAwait(false);
                    break;
                case { Kind: Told.Failed } failed:
                    var step = steps[(int)failed.Detail];
                    throw new KernelException(step.Verb, step.Subject, new Errno(failed.Value));
                default:
                    return;
            }
        }
    }

    // One's own id alone one may map oneself, when groups can't be set any more (user_namespaces(7)).
    private static IEnumerable<PlanStep> Maps(OwnIds own)
    {
        if (!own.Lone) return [new(SystemCall.Pause, 1) { Subject = "ids to be mapped" }];
        return
        [
            Write("setgroups", "deny"),
            Write("uid_map", $"0 {own.Users[0].Outside} 1\n"),
            Write("gid_map", $"0 {own.Groups[0].Outside} 1\n"),
        ];
    }

    private static PlanStep Write(string file, string text) =>
        new(SystemCall.WriteFile, AtCwd, $"/proc/self/{file}", PlanData.Of(text), text.Length) { Subject = file };
}
