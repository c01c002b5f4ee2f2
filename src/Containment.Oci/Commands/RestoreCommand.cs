using Containment.Checkpoints.Detached;
using Containment.Linux.Processes;
using Containment.Oci.CommandLine;
using Containment.Oci.Foreground;
using Containment.Oci.Life;

namespace Containment.Oci.Commands;

/// <summary><c>restore [--bundle DIR] [--image-path DIR] [--detach] … ID</c></summary>
internal sealed class RestoreCommand : Command
{
    private static readonly Flag
        Detach = Flag.Switch("detach", "detach from the container's process", "d"),
        NoSubreaper = Flag.Switch("no-subreaper", "do not become the parent of processes that the container leaves behind (only with --detach)"),
        LsmProfile = Flag.Text("lsm-profile", "specify an LSM profile to be used during restore in the form of TYPE:NAME"),
        LsmMountContext = Flag.Text("lsm-mount-context", "specify an LSM mount context to be used during restore");

    public override string Name => "restore";
    public override string Summary => "bring a container back that was saved by checkpoint";
    public override string Description => "The bundle is that of the container that was saved, or one with the same mounts; its root has the files it had.";
    public override IReadOnlyList<Flag> Flags => [CreateFlags.Bundle, CreateFlags.ConsoleSocket, CreateFlags.PidFile, CreateFlags.NoPivot, .. CriuFlags.All, Detach, NoSubreaper, LsmProfile, LsmMountContext];

    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var (images, work) = CriuFlags.Places(invocation);
        var options = CreateOptions.Of(invocation, held: false) with
        {
            Source = new(images, work, invocation.Options.Criu, new()
            {
                AutoDedup = invocation.On(CriuFlags.AutoDedup), LazyPages = invocation.On(CriuFlags.LazyPages), LsmProfile = invocation.Text(LsmProfile),
                LsmMountContext = invocation.Text(LsmMountContext), Connections = CriuFlags.Connections(invocation),
            }),
        };
        // Before anything is made for it.
        _ = DetachedImage.Read(images);
        var creation = new Creation(invocation.Store, invocation.Log);
        if (invocation.On(Detach))
        {
            using var made = await creation.RunAsync(options, cancellationToken).ConfigureAwait(false);
            return 0;
        }
        Orphans.Adopt();
        using var signals = new ForwardedSignals();
        using var container = await creation.RunAsync(options with { Foreground = true }, cancellationToken).ConfigureAwait(false);
        container.Held.Dispose();
        var status = Following.Run(container.Pid, container.Terminal, signals);
        await Ended.RemoveAsync(container.Held.Id, invocation, cancellationToken).ConfigureAwait(false);
        return status.ShellCode;
    }
}
