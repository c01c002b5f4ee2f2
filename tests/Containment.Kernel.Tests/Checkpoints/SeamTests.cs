using Containment.Checkpoints.Dumping;
using Containment.Checkpoints.Restoring;
using Containment.Containers;
using Containment.Containers.Life;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Checkpoints;

[Needs(Need.Root, Need.Criu, Need.Overlay, Need.Busybox)]
internal sealed class SeamTests
{
    [Test, CancelAfter(60_000)]
    public async Task A_container_can_be_saved_ended_and_brought_back_step_by_step([Values] bool userNamespace, CancellationToken cancellation)
    {
        await using var host = new TestHost();
        var spec = TestHost.Shell("i=0; while :; do i=$((i+1)); echo n$i; sleep 0.05; done") with { Isolation = new() { UserNamespace = userNamespace } };
        var container = await host.Host.CreateAsync(spec, cancellation);
        await container.StartAsync(cancellation);
        await Task.Delay(300, cancellation);
        var images = Directory.CreateDirectory(Path.Combine(host.Options.RuntimeDirectory, "images")).FullName;
        ImageFacts facts;
        using (await host.Host.Containers().LockAsync(spec.Id, cancellation))
        {
            await using var dumper = await Dumper.PrepareAsync(host.Host, spec.Id, cancellation);
            await dumper.FreezeAsync(cancellation);
            await dumper.DumpAsync(images, cancellation);
            await dumper.EndAsync(cancellation);
            facts = dumper.Facts;
        }
        Assert.That((await container.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Exited));
        var before = await Words(container, cancellation);

        using (var held = await host.Host.Containers().LockAsync(spec.Id, cancellation))
        {
            await using var restorer = await Restorer.PrepareAsync(host.Host, held, facts, cancellation);
            await restorer.RestoreAsync(images, cancellation);
            await restorer.CommitAsync(cancellation);
        }
        await Task.Delay(300, cancellation);
        Assert.That((await container.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Running));
        var after = await Words(container, cancellation);
        Assert.That(after.Count, Is.GreaterThan(before.Count));
        Assert.That(after, Is.EqualTo(Enumerable.Range(1, after.Count).Select(n => $"n{n}")));
    }

    private static async Task<List<string>> Words(Container container, CancellationToken cancellation)
    {
        var text = new System.Text.StringBuilder();
        await foreach (var entry in container.ReadLogAsync(null, cancellation)) text.Append(System.Text.Encoding.UTF8.GetString(entry.Data.Span));
        return [.. text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
