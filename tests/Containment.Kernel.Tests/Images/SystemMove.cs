using System.Globalization;
using System.Net;
using Containment.Containers;
using Containment.Kernel.Tests.Checkpoints;
using Containment.Kernel.Tests.Fixtures;
using Containment.Migration;

namespace Containment.Kernel.Tests.Images;

/// <summary>Moves a container with systemd to another host and back, and sees that all of it goes on: its timer, its services, its journal.</summary>
internal static class SystemMove
{
    public static async Task ThereAndBackAsync(ContainerHost here, Container container, CancellationToken cancellation)
    {
        await using var other = new TestHost();
        var (a, b) = (await HostIdentity.CreateAsync(here, cancellation), await HostIdentity.CreateAsync(other.Host, cancellation));
        await a.TrustAsync("b", b.Fingerprint, cancellation);
        await b.TrustAsync("a", a.Fingerprint, cancellation);
        await using var there = await other.Host.ListenAsync(new() { Address = IPAddress.Loopback, Port = 0 }, cancellation);
        await using var back = await here.ListenAsync(new() { Address = IPAddress.Loopback, Port = 0 }, cancellation);
        foreach (var (from, to, port, peer) in ((ContainerHost, ContainerHost, int, string)[])[(here, other.Host, there.EndPoint.Port, "b"), (other.Host, here, back.EndPoint.Port, "a")])
        {
            var leaving = await from.GetAsync(container.Id, cancellation);
            var (beats, written) = await CountAsync(leaving, cancellation);
            var report = await leaving.MigrateAsync(new("127.0.0.1", port, peer), cancellationToken: cancellation);
            TestContext.Out.WriteLine($"freeze {report.Freeze.TotalMilliseconds:0} ms");
            var come = await to.GetAsync(container.Id, cancellation);
            await Scene.UntilAsync(async () => await CountAsync(come, cancellation) is var (nowBeats, nowWritten) && nowBeats > beats + 1 && nowWritten > written + 1, cancellation);
            Assert.That(await Scene.RunAsync(come, cancellation, "sh", "-c", "systemctl is-system-running; systemctl --failed --no-legend; systemctl restart own && systemctl is-active own systemd-journald beat.timer"),
                Is.EqualTo("running\nactive\nactive\nactive\n"));
        }
    }

    // How often the timer has run its service, and how often the journal knows of that.
    private static async Task<(int Beats, int Written)> CountAsync(Container container, CancellationToken cancellation)
    {
        var words = (await Scene.RunAsync(container, cancellation, "sh", "-c", "cat /srv/beats | wc -l; journalctl -q -o cat -u beat | grep -c '^beat$'")).Split('\n');
        return (int.Parse(words[0], CultureInfo.InvariantCulture), int.Parse(words[1], CultureInfo.InvariantCulture));
    }
}
