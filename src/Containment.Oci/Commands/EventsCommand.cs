using Containment.Linux.Processes;
using Containment.Oci.CommandLine;
using Containment.Oci.Life;
using Containment.Oci.Output;
using Containment.Oci.States;
using Containment.Resources;

namespace Containment.Oci.Commands;

/// <summary><c>events [--stats] [--interval DURATION] ID</c></summary>
internal sealed class EventsCommand : Command
{
    private static readonly Flag Interval = Flag.Text("interval", "set the stats collection interval", unless: "5s");
    private static readonly Flag Stats = Flag.Switch("stats", "display the container's stats then exit");
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);

    public override string Name => "events";
    public override string Summary => "display what a container uses, and when it runs out of memory";
    public override string Description => "One JSON object a line, until the container ends.";
    public override IReadOnlyList<Flag> Flags => [Interval, Stats];

    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var interval = GoDuration.Parse(invocation.Text(Interval)!) ?? throw new UsageException($"invalid value \"{invocation.Text(Interval)}\" for flag -interval: parse error");
        if (interval <= TimeSpan.Zero) throw new UsageException("duration interval must be greater than 0");
        var container = invocation.Store.Read(invocation.Id);
        if (container.Pid == 0) throw new ContainmentException(FailureReason.WrongState, invocation.Id, $"container with id {invocation.Id} is not running");
        var cgroup = PauseCommand.Cgroup(container);
        if (invocation.On(Stats))
        {
            invocation.Output.Write(EventText.Stats(invocation.Id, cgroup.ReadStats()));
            return 0;
        }
        await FollowAsync(invocation, container, cgroup, interval, cancellationToken).ConfigureAwait(false);
        return 0;
    }

    private static async Task FollowAsync(Invocation invocation, ContainerView container, OciCgroup cgroup, TimeSpan interval, CancellationToken cancellationToken)
    {
        var kills = new OutOfMemoryKills(cgroup);
        var due = TimeProvider.System.GetTimestamp();
        for (var lives = true; lives;)
        {
            // Looked at before what is told, so that the last of it is told too.
            lives = container.Record.Init!.Lives;
            for (var more = kills.New(); more > 0; more--) invocation.Output.Write(EventText.OutOfMemory(invocation.Id));
            if (lives && TimeProvider.System.GetElapsedTime(due) >= TimeSpan.Zero)
            {
                invocation.Output.Write(EventText.Stats(invocation.Id, cgroup.ReadStats()));
                due = TimeProvider.System.GetTimestamp() + (long)(interval.TotalSeconds * TimeProvider.System.TimestampFrequency);
            }
            if (lives) await Task.Delay(interval < Glance ? interval : Glance, cancellationToken).ConfigureAwait(false);
        }
    }
}
