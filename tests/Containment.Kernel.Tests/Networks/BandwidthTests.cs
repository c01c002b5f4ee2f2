using System.Diagnostics;
using System.Net;
using Containment.Kernel.Tests.Needs;
using Containment.Networks;
using Containment.Resources;

namespace Containment.Kernel.Tests.Networks;

[Needs(Need.Root, Need.Bridge)]
[CancelAfter(60_000)]
internal sealed class BandwidthTests
{
    private const long Limit = 4 << 20;

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_limit_holds_in_its_direction_only_and_can_be_changed_while_it_runs(bool inward, CancellationToken ct)
    {
        await using var scene = await RulesScene.MakeAsync();
        var web = await scene.AddAsync("web", NetworkScene.Spec() with { Bandwidth = inward ? new() { In = IoRate.Of(Limit) } : new() { Out = IoRate.Of(Limit) } }, ct);
        using var connection = await Connection.OpenAsync(scene.Host, web, IPAddress.Parse("10.9.0.2"), ct);
        var (limited, free) = inward ? (connection.Client, connection.Server) : (connection.Server, connection.Client);
        var (limitedTo, freeTo) = inward ? (connection.Server, connection.Client) : (connection.Client, connection.Server);
        Assert.That(await RateAsync(limited, limitedTo, Limit, ct) / Limit, Is.InRange(0.5, 1.3));
        Assert.That(await RateAsync(free, freeTo, Limit, ct) / Limit, Is.GreaterThan(3), "the other way");

        await scene.Rules.LimitAsync("web", 0, inward ? new() { In = IoRate.Of(4 * Limit) } : new() { Out = IoRate.Of(4 * Limit) }, ct);
        Assert.That(await RateAsync(limited, limitedTo, 3 * Limit, ct) / Limit, Is.InRange(1.8, 5.2), "four times as much");
        await scene.Rules.LimitAsync("web", 0, null, ct);
        Assert.That(await RateAsync(limited, limitedTo, 4 * Limit, ct) / Limit, Is.GreaterThan(5.3), "no limit");
        Assert.That(await RulesScene.Run(scene.Host, "ip", "link show type ifb"), Is.Empty);
    }

    private static async Task<double> RateAsync(System.Net.Sockets.Socket from, System.Net.Sockets.Socket to, long bytes, CancellationToken ct)
    {
        var sending = Task.Run(async () =>
        {
            var block = new byte[64 << 10];
            for (var left = bytes; left > 0; left -= block.Length) for (var sent = 0; sent < block.Length;) sent += await from.SendAsync(block.AsMemory(sent), ct);
        }, ct);
        var buffer = new byte[64 << 10];
        var clock = Stopwatch.StartNew();
        for (var left = bytes; left > 0;) left -= await to.ReceiveAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), ct);
        await sending;
        return bytes / clock.Elapsed.TotalSeconds;
    }
}
