using System.Net.Sockets;
using Containment.Checkpoints.Hindering;
using Containment.Linux.Descriptors;

namespace Containment.Tests.Checkpoints;

/// <summary>What is read of processes, tried on this one.</summary>
internal sealed class OwnDescriptorsTests
{
    private static readonly Dictionary<string, long> None = [];

    private static ProcessFacts Read() => ProcessReading.Read(Environment.ProcessId, Environment.ProcessId, None);

    [Test]
    public void A_socket_is_known_by_its_protocol()
    {
        using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var udp = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        using var unix = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        Assert.That(((Socket[])[tcp, udp, unix]).Select(socket => SocketProtocol.Of($"/proc/self/fd/{socket.Handle}")), Is.EqualTo(new[] { "TCP", "UDPv6", "UNIX-STREAM" }));
        Assert.That(Read().Descriptors.Single(one => one.Number == tcp.Handle).Protocol, Is.EqualTo("TCP"));
    }

    [Test]
    public void A_deleted_file_has_the_size_that_it_takes()
    {
        var path = Path.GetTempFileName();
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.Write(file, new byte[100_000], 0);
        RandomAccess.FlushToDisk(file);
        File.Delete(path);
        var facts = Read().Descriptors.Single(one => one.Number == file.DangerousGetHandle());
        Assert.That(facts.DeletedBytes, Is.InRange(100_000, 1 << 20));
        Assert.That(facts.Elsewhere, Is.False);
    }

    [Test]
    public void A_watch_is_seen_with_its_file()
    {
        var path = Directory.CreateTempSubdirectory("ct").FullName;
        try
        {
            using var watcher = new FileSystemWatcher(path) { EnableRaisingEvents = true };
            var inode = FileStatus.TryFollow(path)!.Value.Inode;
            Assert.That(() => Read().Descriptors.SelectMany(one => one.Watches).Select(watch => watch.Inode), Does.Contain(inode).After(5000, 20));
        }
        finally
        {
            Directory.Delete(path);
        }
    }

    [Test]
    public void Names_namespaces_and_memory_are_there()
    {
        var facts = Read();
        Assert.That(facts.Namespaces.Keys, Does.Contain("mnt").And.Contain("user"));
        Assert.That(facts.Memory.Mapped, Is.GreaterThan(1 << 20));
        Assert.That((facts.Parent > 0, facts.Tracer), Is.EqualTo((true, 0)));
    }

    [Test]
    public void One_that_is_gone_has_nothing() => Assert.That(ProcessReading.Read(int.MaxValue, int.MaxValue, None).Descriptors, Is.Empty);
}
