using System.Net;
using Containment.Linux.Descriptors;
using Containment.Linux.Networks;
using Containment.Networks;

namespace Containment.Kernel.Tests.Networks;

/// <summary>Somebody on a network that a scene's host is on as well, by an interface <see cref="Uplink"/>.</summary>
internal sealed class Outside : IDisposable
{
    public const string Uplink = "up0";
    public static readonly IPAddress Address4 = IPAddress.Parse("10.20.0.1"), Address6 = IPAddress.Parse("fd20::1");
    private const int Index = 50;

    public required Descriptor Namespace { get; init; }

    public static async Task<Outside> MakeAsync(NetworkScene scene)
    {
        var outside = new Outside { Namespace = await NetworkNamespace.CreateAsync() };
        var pair = LinkMessages.CreateVeth("out0", Index, [2, 0, 0, 0, 0, 1], 1500, Uplink, [2, 0, 0, 0, 0, 2], 1500, out var offset);
        NetworkStep create = new(NetworkPlace.Host, pair, offset, "create the uplink");
        await NetworkScene.InAsync(scene.HostNamespace, socket =>
        {
            NetworkSteps.SendHost([create], outside.Namespace, socket, [], default);
            socket.Send(LinkMessages.SetUp(Uplink, up: true), "set the uplink up");
            var index = LinkQueries.Find(socket, Uplink)!.Index;
            socket.Send(AddressMessages.Add(index, IPAddress.Parse("10.20.0.2"), 24), "address");
            socket.Send(AddressMessages.Add(index, IPAddress.Parse("fd20::2"), 64), "address");
            return true;
        });
        await NetworkScene.InAsync(outside.Namespace, socket =>
        {
            socket.Send(AddressMessages.Add(Index, Address4, 24), "address");
            socket.Send(AddressMessages.Add(Index, Address6, 64), "address");
            return true;
        });
        return outside;
    }

    public void Dispose() => Namespace.Dispose();
}
