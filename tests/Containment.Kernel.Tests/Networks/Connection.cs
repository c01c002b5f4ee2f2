using System.Net;
using System.Net.Sockets;
using Containment.Linux.Descriptors;

namespace Containment.Kernel.Tests.Networks;

/// <summary>A TCP connection between two network namespaces.</summary>
internal sealed class Connection(Socket client, Socket server) : IDisposable
{
    public Socket Client => client;
    public Socket Server => server;

    public static async Task<Connection> OpenAsync(Descriptor from, Descriptor to, IPAddress address, CancellationToken ct)
    {
        using var listener = await NetworkScene.SocketInAsync(to, address.AddressFamily);
        listener.Bind(new IPEndPoint(address, 0));
        listener.Listen();
        var client = await NetworkScene.SocketInAsync(from, address.AddressFamily);
        await client.ConnectAsync(listener.LocalEndPoint!, ct);
        return new Connection(client, await listener.AcceptAsync(ct));
    }

    /// <summary>Sends a byte from the client and waits until the server has it.</summary>
    public async Task PassAsync(byte value, CancellationToken ct)
    {
        await client.SendAsync(new[] { value }, ct);
        var buffer = new byte[1];
        Assert.That(await server.ReceiveAsync(buffer, ct), Is.EqualTo(1));
        Assert.That(buffer[0], Is.EqualTo(value));
    }

    public void Dispose()
    {
        client.Dispose();
        server.Dispose();
    }
}
