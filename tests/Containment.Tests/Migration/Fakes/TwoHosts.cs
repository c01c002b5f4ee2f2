using System.Net;
using Containment.Migration;
using Containment.Migration.Driving;
using Containment.Migration.Ends;
using Containment.Migration.Journals;
using Containment.Migration.Planning;
using Containment.Migration.Protocol;

namespace Containment.Tests.Migration.Fakes;

/// <summary>Two hosts with their own state directories that trust each other, a cuttable wire between, and one fake container on the source.</summary>
internal sealed class TwoHosts : IAsyncDisposable
{
    public const string Container = "shop";

    private int _port;

    private TwoHosts(string directory)
    {
        Directory = directory;
        System.IO.Directory.CreateDirectory(World);
        Source = Open("a");
        Target = Open("b");
    }

    public string Directory { get; }

    public string World => Path.Combine(Directory, "world");

    public ContainerHost Source { get; }

    public ContainerHost Target { get; }

    public HostIdentity SourceIdentity { get; private set; } = null!;

    public MigrationListener? Listener { get; private set; }

    public CuttableWire Wire { get; private set; } = null!;

    public FakeCopy SourceCopy => new(World, "source");

    public FakeCopy TargetCopy => new(World, "target");

    public static async Task<TwoHosts> CreateAsync(bool trusted = true)
    {
        var hosts = new TwoHosts(System.IO.Directory.CreateTempSubdirectory("ctm").FullName);
        hosts.SourceIdentity = await HostIdentity.CreateAsync(hosts.Source);
        var target = await HostIdentity.CreateAsync(hosts.Target);
        await hosts.SourceIdentity.TrustAsync("b", target.Fingerprint);
        if (trusted) await target.TrustAsync("a", hosts.SourceIdentity.Fingerprint);
        System.IO.Directory.CreateDirectory(hosts.SourceCopy.Files);
        await File.WriteAllTextAsync(Path.Combine(hosts.SourceCopy.Files, "orders"), "all of them");
        hosts.SourceCopy.Become(FakeCopy.Running);
        return hosts;
    }

    public async Task ListenAsync(ITargetEnds? ends = null, IStepWatch? watch = null, TimeSpan? patience = null)
    {
        Listener = await MigrationListener.StartAsync(Target, ends ?? new FakeTargetEnds(World), new MigrationListenerOptions { Address = IPAddress.Loopback, Port = 0, IdleTimeout = patience ?? TimeSpan.FromSeconds(10) }, watch ?? NoWatch.Instance, default);
        if (Wire is not null) await Wire.DisposeAsync();
        _port = Listener.EndPoint.Port;
        Wire = new CuttableWire(_port);
    }

    /// <summary>The target comes back where it was.</summary>
    public async Task ListenAgainAsync() =>
        Listener = await MigrationListener.StartAsync(Target, new FakeTargetEnds(World), new MigrationListenerOptions { Address = IPAddress.Loopback, Port = _port, IdleTimeout = TimeSpan.FromSeconds(10) }, NoWatch.Instance, default);

    public async Task<(OfferJudgement Judgement, long? Rate)> AskAsync(CancellationToken cancellation) =>
        await new Departure(Source, SourceIdentity, new MigrateOptions(), NoWatch.Instance).AskAsync(System.Text.Encoding.UTF8.GetBytes(Container), new MigrationTarget("127.0.0.1", Wire.Port, "b"), cancellation);

    public Task<MigrationReport> MoveAsync(MigrateOptions? options = null, IStepWatch? watch = null, Work failsAt = Work.None, string? peer = "b", IProgress<MigrationProgress>? progress = null, MigrationStrategy strategy = MigrationStrategy.StopAndCopy, CancellationToken cancellation = default) =>
        new Departure(Source, SourceIdentity, options ?? new MigrateOptions { SettleTimeout = TimeSpan.FromSeconds(5) }, watch ?? NoWatch.Instance)
            .MoveAsync(Container, Guid.NewGuid(), 1, new FakeSourceEnd(World, Container, failsAt, strategy), new MovePlan(strategy, [], null), new MigrationTarget("127.0.0.1", Wire.Port, peer), progress, cancellation);

    /// <summary>What a new process at the source does first.</summary>
    public async Task RecoverSourceAsync()
    {
        foreach (var path in JournalFiles.Of(MoveJournal.DirectoryOf(Source), MigrationRole.Source))
            if (MoveJournal.TryOpen(path) is { } journal)
                await new Departure(Source, SourceIdentity, new MigrateOptions { SettleTimeout = TimeSpan.FromSeconds(5) }, NoWatch.Instance).RecoverAsync(journal, new FakeSourceEnd(World, Container));
    }

    public IReadOnlyList<string> OpenJournals => [.. JournalFiles.Of(MoveJournal.DirectoryOf(Source), MigrationRole.Source), .. JournalFiles.Of(MoveJournal.DirectoryOf(Target), MigrationRole.Target)];

    public string Violations => File.Exists(Path.Combine(World, "violations")) ? File.ReadAllText(Path.Combine(World, "violations")) : "";

    public async ValueTask DisposeAsync()
    {
        if (Listener is not null) await Listener.DisposeAsync();
        if (Wire is not null) await Wire.DisposeAsync();
        await Source.DisposeAsync();
        await Target.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private ContainerHost Open(string name) => ContainerHost.Open(new ContainerHostOptions { StateDirectory = Path.Combine(Directory, name), RuntimeDirectory = Path.Combine(Directory, name + ".run") });
}
