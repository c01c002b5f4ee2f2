using System.Globalization;
using System.Text.RegularExpressions;
using Containment.Bundles;
using Containment.Kernel.Tests.Checkpoints;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Migration.Services;

[Needs(Need.Root, Need.Overlay, Need.Bridge, Need.ServicesRoot, Need.Criu)]
internal sealed partial class NginxTests
{
    private const string Settings = "daemon off; worker_processes 2; user nobody nogroup; pid /tmp/pid; events {} http { access_log /tmp/access.log; server { listen 80; location / { return 200 hello; } } }";

    // Each kept; more at a time would only make the log long. wrk ends with a request under way on each.
    private const int Connections = 4;

    [TestCase("keep-alive", 4), TestCase("close", 2), CancelAfter(1_200_000)]
    public async Task Every_request_is_answered_and_written_down(string connection, int usual, CancellationToken cancellation)
    {
        await using var scene = await ServiceScene.StartAsync(new ProcessSpec("/bin/sh", "-c", $"mkdir -p /var/log/nginx /var/lib/nginx; echo '{Settings}' > /tmp/conf; exec nginx -c /tmp/conf"), cancellation);
        await scene.UntilAsync(cancellation, "wrk", "-t1", "-c1", "-d1s", Page);
        var (answered, dropped) = (0L, 0);
        for (var moves = ServiceScene.MovesOf(usual); scene.Moves < moves || scene.Moves % 2 == 1;)
        {
            using var load = scene.Client("wrk", "-t1", $"-c{Connections}", "-d5s", "--timeout", "10s", "-H", $"Connection: {connection}", Page);
            while (!load.HasExited && scene.Moves < moves) await scene.MoveAsync(cancellation);
            var ended = await load.WaitAsync(cancellation);
            Assert.That((ended.Code, ended.Output), Is.EqualTo((0, ended.Output)), ended.Error);
            Assert.That(ended.Output, Does.Not.Contain("Socket errors").And.Not.Contain("Non-2xx"));
            dropped += Connections;
            answered += long.Parse(Requests().Match(ended.Output).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        }
        TestContext.Out.WriteLine($"{answered} requests");
        var written = await Scene.RunAsync(await scene.ContainerAsync(cancellation), cancellation, "wc", "-l", "/tmp/access.log");
        Assert.That(long.Parse(written.Split(' ')[0], CultureInfo.InvariantCulture), Is.GreaterThanOrEqualTo(answered));
        await scene.AssertWellAsync(cancellation, dropped);
    }

    private static string Page => $"http://{ServiceScene.Address}/";

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Requests();
}
