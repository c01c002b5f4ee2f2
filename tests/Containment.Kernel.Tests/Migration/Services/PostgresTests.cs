using System.Globalization;
using System.Text.RegularExpressions;
using Containment.Bundles;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Migration.Services;

[Needs(Need.Root, Need.Overlay, Need.Bridge, Need.ServicesRoot, Need.Criu)]
internal sealed partial class PostgresTests
{
    private const string Programs = "/usr/lib/postgresql/17/bin";
    // As it comes, but that it listens. That a cluster is not flushed when it is made saves a second.
    private const string Script = $"{Programs}/initdb -D /tmp/data -U postgres -A trust --no-sync > /dev/null && echo 'host all all all trust' >> /tmp/data/pg_hba.conf && exec {Programs}/postgres -D /tmp/data -h 0.0.0.0 -k /tmp";

    [Test, CancelAfter(1_200_000)]
    public async Task No_transaction_fails_and_each_that_was_acknowledged_is_there_at_the_end(CancellationToken cancellation)
    {
        await using var scene = await ServiceScene.StartAsync(new ProcessSpec("/bin/sh", "-c", Script) { User = "999:999" }, cancellation);
        string[] server = ["-h", $"{ServiceScene.Address}", "-U", "postgres"];
        await scene.UntilAsync(cancellation, [$"{Programs}/psql", .. server, "-c", "select 1"]);
        await scene.AskAsync(cancellation, [$"{Programs}/pgbench", .. server, "-i", "-q", "postgres"]);
        var acknowledged = 0L;
        for (var moves = ServiceScene.MovesOf(4); scene.Moves < moves || scene.Moves % 2 == 1;)
        {
            using var load = scene.Client([$"{Programs}/pgbench", .. server, "-n", "-c", "4", "-T", "5", "postgres"]);
            while (!load.HasExited && scene.Moves < moves) await scene.MoveAsync(cancellation);
            var ended = await load.WaitAsync(cancellation);
            Assert.That(ended.Code, Is.Zero, $"{ended.Output}{ended.Error}");
            Assert.That(Number(Failed(), ended.Output), Is.Zero, ended.Output);
            acknowledged += Number(Processed(), ended.Output);
        }
        TestContext.Out.WriteLine($"{acknowledged} transactions");
        Assert.That(await scene.AskAsync(cancellation, [$"{Programs}/psql", .. server, "-tAc", "select count(*), sum(delta) = (select sum(abalance) from pgbench_accounts), sum(delta) = (select sum(bbalance) from pgbench_branches) from pgbench_history"]),
            Is.EqualTo($"{acknowledged}|t|t"));
        await scene.AssertWellAsync(cancellation);
    }

    private static long Number(Regex what, string output) => long.Parse(what.Match(output).Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"actually processed: (\d+)")]
    private static partial Regex Processed();

    [GeneratedRegex(@"failed transactions: (\d+)")]
    private static partial Regex Failed();
}
