using System.Diagnostics;
using System.Globalization;
using System.Net;
using Containment.Migration;
using Containment.Migration.Driving;
using Containment.Migration.Ends;
using Containment.Migration.Journals;
using Containment.Migration.Planning;
using Containment.Tests.Migration.Fakes;

namespace Containment.MigrationSide;

/// <summary>
/// One side of a move in a process of its own, so that it can be killed with SIGKILL at a named step, and started again on
/// what it left: ROLE DIRECTORY PORT [STEP [CONTAINER]]. With a container it is a real one, without it something that stands for it.
/// </summary>
internal static class Program
{
    // More than a loaded machine ever needs between two steps; a side that was killed is noticed by its closed link, not by waiting.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static async Task<int> Main(string[] words)
    {
        if (words[0] == "layers") return await LayerWork.RunAsync(words[1..]);
        var (role, directory, port) = (words[0], words[1], int.Parse(words[2], CultureInfo.InvariantCulture));
        var watch = new StepHook(words.Length > 3 ? words[3] : null, () => Process.GetCurrentProcess().Kill());
        return (role, words.Length > 4 ? words[4] : null) switch
        {
            ("source", null) => await SourceAsync(directory, port, watch),
            ("recovery", null) => await RecoverAsync(directory, watch),
            ("target", null) => await TargetAsync(directory, port, new FakeTargetEnds(World(directory)), watch),
            ("source", { } container) => await MoveAsync(directory, port, container, watch),
            ("recovery", _) => await SettleAsync(directory),
            _ => await TargetAsync(directory, port, null, watch),
        };
    }

    private static async Task<int> MoveAsync(string directory, int port, string container, StepHook watch)
    {
        await using var host = Open(directory, "a");
        try
        {
            await new Moving(host, new MigrateOptions { SettleTimeout = Patience, Resumptions = 0, Strategy = Strategy, Stop = new() { GracePeriod = TimeSpan.FromSeconds(1) } }, watch).MoveAsync(container, new MigrationTarget("127.0.0.1", port, "b"), null, default);
            return 0;
        }
        catch (MigrationException failed)
        {
            await Console.Error.WriteLineAsync(failed.Message);
            return failed.Failure == MigrationFailure.InDoubt ? 3 : 2;
        }
    }

    private static async Task<int> SettleAsync(string directory)
    {
        await using var host = Open(directory, "a");
        return (await host.RecoverMigrationsAsync(new MigrateOptions { SettleTimeout = Patience })).Count;
    }

    private static async Task<int> SourceAsync(string directory, int port, StepHook watch)
    {
        await using var host = Open(directory, "a");
        try
        {
            await new Departure(host, await HostIdentity.OpenAsync(host), new MigrateOptions { SettleTimeout = Patience }, watch)
                .MoveAsync(TwoHosts.Container, Guid.NewGuid(), 1, new FakeSourceEnd(World(directory), TwoHosts.Container), new MovePlan(MigrationStrategy.StopAndCopy, [], null), new MigrationTarget("127.0.0.1", port, "b"), null, default);
            return 0;
        }
        catch (MigrationException failed)
        {
            await Console.Error.WriteLineAsync(failed.Message);
            return failed.Failure == MigrationFailure.InDoubt ? 3 : 2;
        }
        finally
        {
            await PrintAsync(watch);
        }
    }

    private static async Task<int> RecoverAsync(string directory, StepHook watch)
    {
        await using var host = Open(directory, "a");
        var identity = await HostIdentity.OpenAsync(host);
        foreach (var path in JournalFiles.Of(MoveJournal.DirectoryOf(host), MigrationRole.Source))
            if (MoveJournal.TryOpen(path) is { } journal)
                await new Departure(host, identity, new MigrateOptions { SettleTimeout = Patience }, watch).RecoverAsync(journal, new FakeSourceEnd(World(directory), TwoHosts.Container));
        await PrintAsync(watch);
        return 0;
    }

    private static async Task<int> TargetAsync(string directory, int port, ITargetEnds? ends, StepHook watch)
    {
        await using var host = Open(directory, "b");
        await using (var listener = await MigrationListener.StartAsync(host, ends ?? new ContainerTargetEnds(host), new MigrationListenerOptions { Address = IPAddress.Loopback, Port = port, IdleTimeout = Patience }, watch, default))
        {
            await Console.Out.WriteLineAsync(listener.EndPoint.Port.ToString(CultureInfo.InvariantCulture));
            await Console.Out.FlushAsync();
            await Console.In.ReadLineAsync();
        }
        await PrintAsync(watch);
        return 0;
    }

    private static async Task PrintAsync(StepHook watch)
    {
        foreach (var step in watch.Steps) await Console.Out.WriteLineAsync(step);
        await Console.Out.FlushAsync();
    }

    private static MigrationStrategy Strategy => Enum.Parse<MigrationStrategy>(Environment.GetEnvironmentVariable("SIDE_STRATEGY") ?? nameof(MigrationStrategy.StopAndCopy));

    private static string World(string directory) => Path.Combine(directory, "world");

    private static ContainerHost Open(string directory, string name) =>
        ContainerHost.Open(new ContainerHostOptions { StateDirectory = Path.Combine(directory, name), RuntimeDirectory = Path.Combine(directory, name + ".run") });
}
