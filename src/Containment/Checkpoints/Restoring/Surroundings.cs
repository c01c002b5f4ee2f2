using System.Net.Sockets;
using Containment.Checkpoints.Criu;
using Containment.Containers;
using Containment.Containers.Life;
using Containment.Containers.Storing;
using Containment.Launch;
using Containment.Resources;

namespace Containment.Checkpoints.Restoring;

/// <summary>A keeper that waits for a restored process, and a CRIU beneath it that is warm.</summary>
internal sealed class Surroundings
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ContainerRegistry _registry;
    private readonly IContainerLock _held;
    private readonly PastRun _past;

    private Surroundings(ContainerRegistry registry, IContainerLock held, PastRun past, RestorePlan plan, string scratch, KeeperSession keeper, CriuSession criu)
    {
        (_registry, _held, _past) = (registry, held, past);
        (Plan, Scratch, Keeper, Criu) = (plan, scratch, keeper, criu);
    }

    public RestorePlan Plan { get; }

    /// <summary>Where CRIU writes its log.</summary>
    public string Scratch { get; }

    public KeeperSession Keeper { get; }
    public CriuSession Criu { get; }

    public static async Task<Surroundings> MakeAsync(ContainerRegistry registry, IContainerLock held, ContainerSpec spec, ContainerState state, CancellationToken cancellationToken)
    {
        var host = registry.Host;
        var program = CriuProgram.Find();
        var features = new KernelFeatures(host.Options.RuntimeDirectory, program);
        using var volumes = await registry.OpenVolumesAsync(state, cancellationToken).ConfigureAwait(false);
        await registry.Links.SettleAsync(held.Id, cancellationToken).ConfigureAwait(false);
        var devices = await new DeviceStarting(registry).LendAsync(held, state, cancellationToken).ConfigureAwait(false);
        var rpc = Path.Combine(host.Options.RuntimeDirectory, $"{held.Id}.criu");
        var known = features.Read();
        RestorePlan plan;
        try
        {
            plan = RestoreCompiler.Compile(await new Starting(registry).RequestAsync(spec, state, volumes, devices, cancellationToken).ConfigureAwait(false), program, rpc, known);
        }
        catch
        {
            await new DeviceStarting(registry).WithdrawAsync(held.Id).ConfigureAwait(false);
            throw;
        }
        var scratch = Directory.CreateDirectory(Path.Combine(host.Options.RuntimeDirectory, $"criu-{Guid.NewGuid():N}")).FullName;
        var past = PastRun.Read(registry.Paths(held.Id));
        KeeperSession? keeper = null;
        CriuSession? criu = null;
        try
        {
            new Adoption(registry).Announce(held);
            File.Delete(rpc);
            using var listener = new Socket(AddressFamily.Unix, SocketType.Seqpacket, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(rpc));
            listener.Listen(1);
            keeper = await Launcher.StartAsync(plan.Launch, cancellationToken: cancellationToken).ConfigureAwait(false);
            using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            soon.CancelAfter(Patience);
            criu = new(await listener.AcceptAsync(soon.Token).ConfigureAwait(false));
            CriuProgram.Accept(await criu.VersionAsync(soon.Token).ConfigureAwait(false));
            if (known is null)
            {
                // Else it would ask the kernel while somebody stands still.
                await criu.FeaturesAsync(soon.Token).ConfigureAwait(false);
                foreach (var pid in ContainerCgroup.Open(host, held.Id).ReadPids().Take(1)) features.Keep(pid);
            }
            return new(registry, held, past, plan, scratch, keeper, criu);
        }
        catch
        {
            await RemoveAsync(registry, held, past, scratch, keeper, criu).ConfigureAwait(false);
            throw;
        }
        finally
        {
            File.Delete(rpc);
        }
    }

    /// <summary>The container runs: what only the restore needed goes.</summary>
    public ValueTask ReleaseAsync()
    {
        Criu.Dispose();
        Directory.Delete(Scratch, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Ends and removes everything, and what was known of the run before is known again.</summary>
    public Task RemoveAsync() => RemoveAsync(_registry, _held, _past, Scratch, Keeper, Criu);

    private static async Task RemoveAsync(ContainerRegistry registry, IContainerLock held, PastRun past, string scratch, KeeperSession? keeper, CriuSession? criu)
    {
        // Killed before anything can let a half restored process run.
        var cgroup = ContainerCgroup.Open(registry.Host, held.Id);
        if (cgroup.Exists) await cgroup.KillAsync(Patience, CancellationToken.None).ConfigureAwait(false);
        criu?.Dispose();
        if (keeper is not null)
        {
            try
            {
                await keeper.StopKeepingAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (ContainmentException lost) when (lost.Reason == FailureReason.KeeperLost)
            {
                // It ended with its process.
            }
            await keeper.DisposeAsync().ConfigureAwait(false);
        }
        await new Adoption(registry).AbandonAsync(held).ConfigureAwait(false);
        past.Write(registry.Paths(held.Id));
        Directory.Delete(scratch, recursive: true);
    }
}
