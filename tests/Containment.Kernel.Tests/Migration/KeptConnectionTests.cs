using System.Net;
using System.Net.Sockets;
using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Kernel.Tests.Networks;
using Containment.Migration;

namespace Containment.Kernel.Tests.Migration;

[Needs(Need.Root, Need.Overlay, Need.Bridge, Need.RedisRoot, Need.Criu)]
internal sealed class KeptConnectionTests
{
    [Test, CancelAfter(120_000)]
    public async Task A_client_keeps_its_one_connection_over_moves_there_and_back_and_gets_every_answer(CancellationToken cancellation)
    {
        await using var joined = await JoinedHosts.MakeAsync(cancellation);
        var spec = new ContainerSpec(TestHost.NewId(), new RootSource.Directory(Machine.RedisRoot), new ProcessSpec("redis-server", "--save", "", "--bind", "0.0.0.0", "--protected-mode", "no")) { Networks = [JoinedHosts.Network] };
        await joined.Hosts[0].CreateAsync(spec, cancellation);
        var options = joined.Options(0);
        using (var start = new RunningProgram("nsenter",
            [$"--net=/proc/{Environment.ProcessId}/fd/{joined.Namespaces[0].Number}", Programs.Cli, "start", spec.Id.Value, "--state", options.StateDirectory, "--run", options.RuntimeDirectory]))
        {
            var ended = await start.WaitAsync(cancellation);
            Assert.That((ended.Code, ended.Error), Is.EqualTo((0, "")));
        }
        using var client = await CountingClient.ConnectAsync(joined.ClientNamespace, new IPEndPoint(JoinedHosts.Network.Addresses[0].Address, 6379), cancellation);
        await client.CountOnAsync(100, cancellation);
        await using var resets = await ResetWatch.BeginAsync(joined.ClientNamespace, JoinedHosts.Bridge);
        for (var move = 0; move < 4; move++)
        {
            client.TakeLongestGap();
            var before = client.Count;
            var report = await (await joined.Hosts[move % 2].GetAsync(spec.Id, cancellation)).MigrateAsync(joined.Addresses[1 - (move % 2)], cancellationToken: cancellation);
            await client.CountOnAsync(100, cancellation);
            var gap = client.TakeLongestGap();
            TestContext.Out.WriteLine($"freeze {report.Freeze.TotalMilliseconds:0.0} ms, the client waited {gap:0.0} ms, {client.Count - before} answers");
            Assert.That(gap, Is.LessThan(report.Freeze.TotalMilliseconds + 900), "nothing that is repeated only after a second may be lost");
        }
        Assert.That(resets.Seen, Is.GreaterThan(client.Count / 2), "TCP packets that were looked at");
        Assert.That(resets.Resets, Is.Zero, "packets with RST, from whatever still or already had the address");
        // That it would have seen one: nobody listens there.
        using (var refused = await NetworkScene.SocketInAsync(joined.ClientNamespace, AddressFamily.InterNetwork))
            await Assert.ThrowsAsync<SocketException>(() => refused.ConnectAsync(new IPEndPoint(JoinedHosts.Network.Addresses[0].Address, 1), cancellation).AsTask());
        while (resets.Resets == 0) await Task.Delay(10, cancellation);
        Assert.That((await joined.Hosts[0].ListAsync(cancellation)).Select(container => container.Id), Is.EqualTo(new[] { spec.Id }));
        Assert.That(await joined.Hosts[1].ListAsync(cancellation), Is.Empty);
    }
}
