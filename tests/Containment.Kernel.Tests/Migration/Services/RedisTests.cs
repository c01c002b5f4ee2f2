using System.Net;
using Containment.Bundles;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Migration.Services;

[Needs(Need.Root, Need.Overlay, Need.Bridge, Need.RedisRoot, Need.Criu)]
internal sealed class RedisTests
{
    [Test, CancelAfter(600_000)]
    public async Task Many_moves_lose_no_answer_and_leave_nothing(CancellationToken cancellation)
    {
        await using var scene = await ServiceScene.StartAsync(new ProcessSpec("redis-server", "--save", "", "--bind", "0.0.0.0", "--protected-mode", "no"), cancellation, Machine.RedisRoot);
        using var client = await CountingClient.ConnectAsync(scene.Joined.ClientNamespace, new IPEndPoint(ServiceScene.Address, 6379), cancellation);
        await client.CountOnAsync(100, cancellation);
        // Of each answer the client holds that it is the next number: what was counted and lost would be counted twice.
        for (var moves = ServiceScene.MovesOf(8); scene.Moves < moves;)
        {
            await scene.MoveAsync(cancellation);
            await client.CountOnAsync(20, cancellation);
            Assert.That(client.TakeLongestGap(), Is.LessThan(1500), "nothing that is repeated only after a second may be lost");
        }
        TestContext.Out.WriteLine($"{client.Count} answers");
        await scene.AssertWellAsync(cancellation);
    }
}
