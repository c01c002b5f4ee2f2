using System.Net.Sockets;
using System.Security.Cryptography;
using Containment.Migration;
using Containment.Migration.Journals;
using Containment.Migration.Protocol;
using Containment.Migration.Wire;
using Containment.Tests.Migration.Fakes;

namespace Containment.Tests.Migration;

/// <summary>Further streams that don't belong to the move they name.</summary>
[CancelAfter(30_000)]
internal sealed class JoinTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [TestCase(true, false, TestName = "A_stream_with_the_proof_of_another_session_is_not_let_in")]
    [TestCase(false, true, TestName = "A_stream_of_another_trusted_host_is_not_let_in")]
    public async Task A_stream_that_does_not_belong_is_not_let_in(bool samePeer, bool rightProof, CancellationToken cancellation)
    {
        await using var hosts = await TwoHosts.CreateAsync();
        await using var third = await TwoHosts.CreateAsync();
        await (await HostIdentity.OpenAsync(hosts.Target, cancellation)).TrustAsync("c", third.SourceIdentity.Fingerprint, cancellation);
        await third.SourceIdentity.TrustAsync("b", (await HostIdentity.OpenAsync(hosts.Target, cancellation)).Fingerprint, cancellation);
        Exception? refused = null;
        var hook = new StepHook("begin source: Freeze", () => refused = JoinAsync(hosts, samePeer ? hosts.SourceIdentity : third.SourceIdentity, rightProof, cancellation).GetAwaiter().GetResult());
        await hosts.ListenAsync();
        await hosts.MoveAsync(watch: hook, cancellation: cancellation);
        Assert.That(refused, Is.InstanceOf<IOException>());
        Assert.That((hosts.TargetCopy.State, hosts.Violations), Is.EqualTo((FakeCopy.Running, "")), "and the move goes on");
    }

    [Test]
    public async Task A_proof_holds_for_its_own_two_sessions_only(CancellationToken cancellation)
    {
        await using FrameChannel main = Channel(), stream = Channel(), other = Channel();
        var proof = JoinProof.Of(stream, main.Session);
        Assert.That(JoinProof.Holds(proof, stream, main.Session), Is.True);
        Assert.That(JoinProof.Holds(proof, other, main.Session), Is.False, "played again on another stream");
        Assert.That(JoinProof.Holds(proof, stream, other.Session), Is.False, "of another move");
        Assert.That(JoinProof.Holds(JoinProof.Of(stream, default), stream, default), Is.False, "without a session");
    }

    private static FrameChannel Channel() => new(new MemoryStream()) { Session = RandomNumberGenerator.GetBytes(32) };

    private static async Task<Exception?> JoinAsync(TwoHosts hosts, HostIdentity identity, bool guess, CancellationToken cancellation)
    {
        var record = MoveJournal.Peek(JournalFiles.Of(MoveJournal.DirectoryOf(hosts.Source), MigrationRole.Source)[0])!.Value.Record;
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", hosts.Listener!.EndPoint.Port, cancellation);
        var link = await Tls.ConnectAsync(client.GetStream(), identity.Certificate, await identity.TrustedAsync(cancellation), null, cancellation);
        await using var channel = new FrameChannel(link.Stream);
        await Hello.ExchangeAsync(channel, source: true, link.Own, link.Other, Patience, cancellation);
        var proof = guess ? JoinProof.Of(channel, channel.Session) : RandomNumberGenerator.GetBytes(32);
        await channel.SendAsync(FrameKind.Control, Message.Join, (byte[])[.. new MoveName(record.MigrationId, record.Epoch).ToBytes(), .. proof], cancellation);
        try
        {
            var frame = await channel.ReceiveAsync(Patience, cancellation);
            return frame.Message == Message.Joined ? null : new InvalidOperationException($"{frame.Kind} {frame.Message}");
        }
        catch (IOException ended)
        {
            return ended;
        }
    }
}
