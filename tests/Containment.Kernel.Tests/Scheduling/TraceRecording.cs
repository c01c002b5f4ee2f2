using Containment.Bundles;
using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Resources;
using Containment.Scheduling;
using Containment.Tests.Scheduling.Traces;

namespace Containment.Kernel.Tests.Scheduling;

/// <summary>Records what the governor sees of real containers, for the tests of its policy: CONTAINMENT_TRACE names the file.</summary>
[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.MemoryV1), CancelAfter(120_000)]
internal sealed class TraceRecording
{
    private const int Count = 16;
    private readonly PoolCgroup _pool = new("cttrace");

    [Test, Explicit("writes a file of the project")]
    public async Task Bursts_of_sixteen_that_may_have_three_times_the_memory(CancellationToken cancellation)
    {
        var path = Environment.GetEnvironmentVariable("CONTAINMENT_TRACE") ?? throw new AssertionException("CONTAINMENT_TRACE must name a file");
        await using var file = new StreamWriter(path);
        var top = Directory.CreateTempSubdirectory("cttrace-").FullName;
        var host = ContainerHost.Open(new() { StateDirectory = Path.Combine(top, "state"), RuntimeDirectory = Path.Combine(top, "run"), CgroupParent = _pool.Name });
        try
        {
            for (var n = 0; n < Count; n++)
            {
                var spec = TestHost.Shell($"sleep 0.{n % 10}; while :; do dd if=/dev/zero of=/dev/null bs=16M count={4 + n} 2> /dev/null; sleep 0.{n % 7}; done") with
                {
                    Isolation = new() { UserNamespace = false }, Limits = new() { MemoryMax = MemoryLimit.MiB(24) },
                    Service = n == 0 ? new() { MemoryGuarantee = MemoryLimit.MiB(24) } : ServiceClass.Default,
                };
                var container = await host.CreateAsync(spec, cancellation);
                if (n == 0) await _pool.LimitMemoryAsync(Count * 8 << 20, cancellation);
                await container.StartAsync(cancellation);
            }
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await using var governor = host.OpenGovernor(new() { PaceMerging = false });
            governor.Looked = report => file.WriteLine(Look.Of(report.At, report.Readings).ToJson());
            end.CancelAfter(TimeSpan.FromSeconds(10));
            await governor.RunAsync(end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            foreach (var container in await host.ListAsync(CancellationToken.None))
            {
                await container.KillAsync(CancellationToken.None);
                await container.DeleteAsync(cancellationToken: CancellationToken.None);
            }
            await host.DisposeAsync();
            _pool.Remove();
            Directory.Delete(top, recursive: true);
        }
    }
}
