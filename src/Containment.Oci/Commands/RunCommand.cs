using Containment.Linux.Processes;
using Containment.Oci.CommandLine;
using Containment.Oci.Foreground;
using Containment.Oci.Life;

namespace Containment.Oci.Commands;

/// <summary><c>run [--detach] [--keep] … ID</c>: create and start in one.</summary>
internal sealed class RunCommand : Command
{
    private static readonly Flag Detach = Flag.Switch("detach", "detach from the container's process", "d");
    private static readonly Flag Keep = Flag.Switch("keep", "do not delete the container after it exits");
    private static readonly Flag NoSubreaper = Flag.Switch("no-subreaper", "do not become the parent of processes that the container leaves behind (only with --detach: in the foreground the container's process itself is one)");

    public override string Name => "run";
    public override string Summary => "create and run a container";
    public override string Description => $"{CreateFlags.Explanation}\nWithout --detach its exit code becomes that of the command, and signals go to it.";
    public override IReadOnlyList<Flag> Flags => [.. CreateFlags.All, Detach, Keep, NoSubreaper];

    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var creation = new Creation(invocation.Store, invocation.Log);
        var options = CreateOptions.Of(invocation, held: false);
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
        if (!invocation.On(Keep)) await Ended.RemoveAsync(container.Held.Id, invocation, cancellationToken).ConfigureAwait(false);
        return status.ShellCode;
    }
}
