using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Containment.Kernel.Tests.Needs;
using Containment.Linux.Networks;
using Containment.Networks;

namespace Containment.Kernel.Tests.Networks;

[Needs(Need.Root, Need.Bridge)]
[CancelAfter(60_000)]
internal sealed class LockTests
{
    [TestCase("10.9.0.2")]
    [TestCase("fd09::2")]
    public async Task A_connection_survives_three_seconds_of_lock_in_which_nothing_passes(string address, CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var inside = await NetworkNamespace.CreateAsync();
        await scene.Links.AttachAsync("web", [NetworkScene.Spec()], inside, locked: false, null, ct);
        using var connection = await Connection.OpenAsync(scene.HostNamespace, inside, IPAddress.Parse(address), ct);
        await connection.PassAsync(1, ct);
        await scene.Links.LockAsync("web", [NetworkScene.Spec()], inside, ct);
        await connection.Client.SendAsync(new byte[] { 2 }, ct);
        await connection.Server.SendAsync(new byte[] { 3 }, ct);
        await Task.Delay(3000, ct);
        Assert.That((connection.Client.Available, connection.Server.Available), Is.EqualTo((0, 0)), "bytes that passed the lock");
        await scene.Links.UnlockAsync("web", [NetworkScene.Spec()], inside, ct);
        var buffer = new byte[1];
        Assert.That(await connection.Server.ReceiveAsync(buffer, ct), Is.EqualTo(1));
        Assert.That(buffer[0], Is.EqualTo(2));
        Assert.That(await connection.Client.ReceiveAsync(buffer, ct), Is.EqualTo(1));
        Assert.That(buffer[0], Is.EqualTo(3));
    }

    [Test]
    public async Task A_connection_attempt_during_the_lock_gets_no_answer_where_it_would_have_got_a_reset(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var inside = await NetworkNamespace.CreateAsync();
        await scene.Links.AttachAsync("web", [NetworkScene.Spec()], inside, locked: false, null, ct);
        Assert.That(await AttemptAsync(scene, ct), Is.EqualTo(SocketError.ConnectionRefused), "nobody listens");
        await scene.Links.LockAsync("web", [NetworkScene.Spec()], inside, ct);
        Assert.That(await AttemptAsync(scene, ct), Is.EqualTo(SocketError.TimedOut));
        await scene.Links.UnlockAsync("web", [NetworkScene.Spec()], inside, ct);
        Assert.That(await AttemptAsync(scene, ct), Is.EqualTo(SocketError.ConnectionRefused));
    }

    [Test]
    public async Task The_container_does_not_see_its_carrier_go_and_changes_of_the_port_do_not_open_it(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var inside = await NetworkNamespace.CreateAsync();
        await scene.Links.AttachAsync("web", [NetworkScene.Spec()], inside, locked: false, null, ct);
        var name = (await scene.Links.ListAsync("web", ct)).Single();
        await scene.Links.LockAsync("web", [NetworkScene.Spec()], inside, ct);
        // What wakes a "disabled" port: a change of any attribute, and another port of the bridge.
        var bridge = (await scene.FindInHostAsync(NetworkScene.Bridge))!.Index;
        await NetworkScene.InAsync(scene.HostNamespace, socket => { socket.Send(LinkMessages.Enslave(name, bridge, "renamed"), "touch"); return true; });
        using var other = await NetworkNamespace.CreateAsync();
        await scene.Links.AttachAsync("other", [NetworkScene.Spec(3)], other, locked: false, null, ct);
        Assert.That((await scene.FindInHostAsync(name))!.PortState, Is.EqualTo(PortState.Listening));
        Assert.That((await NetworkScene.InAsync(inside, NetworkScene.AllLinks)).Single(l => l.Name == "eth0").HasCarrier, Is.True);
        await scene.Links.LockAsync("web", [NetworkScene.Spec()], inside, ct);
        await scene.Links.UnlockAsync("web", [NetworkScene.Spec()], inside, ct);
        await scene.Links.UnlockAsync("web", [NetworkScene.Spec()], inside, ct);
        Assert.That((await scene.FindInHostAsync(name))!.PortState, Is.EqualTo(PortState.Forwarding));
    }

    [Test]
    public async Task A_locked_attach_sends_nothing_until_it_is_unlocked(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var inside = await NetworkNamespace.CreateAsync();
        var bridge = (await scene.FindInHostAsync(NetworkScene.Bridge))!.Index;
        using var sniffer = await NetworkNamespace.OpenInAsync(scene.HostNamespace, () => new PacketSocket(bridge, PacketSocket.AllProtocols));
        var mac = HardwareAddress.Of("web", NetworkScene.Spec());
        await scene.Links.AttachAsync("web", [NetworkScene.Spec()], inside, locked: true, null, ct);
        using var announcing = await scene.Links.AnnounceAsync("web", [NetworkScene.Spec()], inside, ct);
        await announcing.RepeatAsync(ct);
        await Task.Delay(1500, ct);
        Assert.That(Sniff(sniffer).Count(frame => frame.AsSpan(6, 6).SequenceEqual(mac)), Is.Zero);
        // Sockets can be made already, as CRIU makes them, with addresses of both families.
        using var listener = await NetworkScene.SocketInAsync(inside, AddressFamily.InterNetworkV6);
        listener.Bind(new IPEndPoint(IPAddress.Parse("fd09::2"), 0));
        listener.Listen();
        await scene.Links.UnlockAsync("web", [NetworkScene.Spec()], inside, ct);
        using var client = await NetworkScene.SocketInAsync(scene.HostNamespace, AddressFamily.InterNetworkV6);
        await client.ConnectAsync(listener.LocalEndPoint!, ct);
    }

    [Test]
    public async Task Where_the_bridge_runs_the_spanning_tree_protocol_the_link_is_set_down_instead(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var inside = await NetworkNamespace.CreateAsync();
        await scene.Links.AttachAsync("web", [NetworkScene.Spec()], inside, locked: false, null, ct);
        var name = (await scene.Links.ListAsync("web", ct)).Single();
        using var ip = Process.Start("nsenter", [$"--net=/proc/{Environment.ProcessId}/fd/{scene.HostNamespace.Number}", "ip", "link", "set", NetworkScene.Bridge, "type", "bridge", "stp_state", "1"]);
        await ip.WaitForExitAsync(ct);
        Assert.That(ip.ExitCode, Is.Zero);
        await scene.Links.LockAsync("web", [NetworkScene.Spec()], inside, ct);
        Assert.That((await scene.FindInHostAsync(name))!.IsUp, Is.False);
        await scene.Links.UnlockAsync("web", [NetworkScene.Spec()], inside, ct);
        Assert.That((await scene.FindInHostAsync(name))!.IsUp, Is.True);
    }

    private static IEnumerable<byte[]> Sniff(PacketSocket socket)
    {
        while (socket.TryReceive() is { } frame) yield return frame;
    }

    private static async Task<SocketError> AttemptAsync(NetworkScene scene, CancellationToken ct)
    {
        using var client = await NetworkScene.SocketInAsync(scene.HostNamespace, AddressFamily.InterNetwork);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(1500);
        try
        {
            await client.ConnectAsync(new IPEndPoint(IPAddress.Parse("10.9.0.2"), 9), patience.Token);
            return SocketError.Success;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
        catch (OperationCanceledException)
        {
            return SocketError.TimedOut;
        }
    }
}
