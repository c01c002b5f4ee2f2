using System.Runtime.InteropServices;
using Containment.Bundles;
using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Migration.Services;

/// <summary>An ASP.NET Core service, as one is published, on the runtime that these tests have. It watches its settings, as all of them do.</summary>
[Needs(Need.Root, Need.Overlay, Need.Bridge, Need.ServicesRoot, Need.Criu)]
internal sealed class WebSocketTests
{
    private const int Clients = 6;

    [Test, CancelAfter(1_200_000)]
    public async Task Every_message_comes_back_and_is_in_the_file(CancellationToken cancellation)
    {
        await using var scene = await ServiceScene.StartAsync(new ProcessSpec("/bin/sh", "-c", "mkdir -p /srv && cp -r /app /srv/app && cd /srv/app && exec /dotnet/dotnet Containment.EchoService.dll"), cancellation, change: Service);
        using var invoker = SocketClient.In(scene.Joined.ClientNamespace);
        while (await TryHeardAsync(invoker, cancellation) is null) await scene.PauseAsync(cancellation);
        List<SocketClient> clients = [];
        try
        {
            for (var n = 0; n < Clients; n++) clients.Add(await SocketClient.ConnectAsync(invoker, new($"ws://{ServiceScene.Address}:8080/echo"), $"client{n}", cancellation));
            for (var moves = ServiceScene.MovesOf(6); scene.Moves < moves;)
            {
                foreach (var client in clients) await client.GoOnAsync(20, cancellation);
                await scene.MoveAsync(cancellation);
            }
            var sent = 0;
            foreach (var client in clients) sent += await client.EndAsync(cancellation);
            TestContext.Out.WriteLine($"{sent} messages");
            Assert.That(await TryHeardAsync(invoker, cancellation), Is.EqualTo(sent));
            var file = await File.ReadAllLinesAsync(Path.Combine(scene.Joined.Options(0).StateDirectory, "containers", scene.Id.Value, "upper/messages"), cancellation);
            Assert.That(file.Select(line => line.Split(' ')).GroupBy(words => words[0]).Select(of => of.Select(words => int.Parse(words[1])).SequenceEqual(Enumerable.Range(0, of.Count()))), Has.Exactly(Clients).True);
            Assert.That(file, Has.Length.EqualTo(sent));
            await scene.AssertWellAsync(cancellation);
        }
        finally
        {
            foreach (var client in clients) await client.DisposeAsync();
        }
    }

    private static ContainerSpec Service(ContainerSpec spec)
    {
        var runtime = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        return spec with { Isolation = spec.Isolation with { Mounts = [new("/dotnet", runtime) { ReadOnly = true }, new("/app", Path.GetDirectoryName(Programs.EchoService)!) { ReadOnly = true }] } };
    }

    private static async Task<int?> TryHeardAsync(HttpMessageInvoker invoker, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{ServiceScene.Address}:8080/heard");
            using var answer = await invoker.SendAsync(request, cancellation);
            return int.Parse(await answer.Content.ReadAsStringAsync(cancellation));
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
