using System.Net.Sockets;
using Containment.Checkpoints.Criu.Messages;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;
using Google.Protobuf;

namespace Containment.Checkpoints.Criu;

/// <summary>
/// One `criu swrk` at the other end of a socket of packets:
/// <code>
///   we                      CRIU
///    |  Request  ------------>|
///    |  &lt;------- Response NOTIFY script, pid (descriptors)
///    |  Request NOTIFY ------>|      until the script was answered it waits
///    |  &lt;------- Response of the request's type
/// </code>
/// It serves VERSION and FEATURE_CHECK any number of times and then one DUMP or RESTORE. One caller at a time.
/// </summary>
internal sealed class CriuSession(Socket socket) : IDisposable
{
    private const int Failed = 2, FailedSize = 16, LargestPacket = 1 << 20;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(LargestPacket);

    /// <summary>Descriptors that came with the last packet; whoever wants one takes it out.</summary>
    public List<Descriptor> Received { get; } = [];

    public async Task<Version> VersionAsync(CancellationToken cancellationToken)
    {
        var answer = await AskAsync(new() { Type = RequestType.Version, KeepOpen = true }, cancellationToken).ConfigureAwait(false);
        return new(answer.Version.MajorNumber, answer.Version.MinorNumber, answer.Version.Sublevel);
    }

    /// <summary>Makes CRIU find out what the kernel can do, which it keeps in /run/criu.kdat.</summary>
    public Task FeaturesAsync(CancellationToken cancellationToken) =>
        AskAsync(new() { Type = RequestType.FeatureCheck, KeepOpen = true, Features = new() { MemTrack = true, LazyPages = true } }, cancellationToken);

    /// <summary>Whether it believes that the kernel tracks which pages are written to.</summary>
    public async Task<bool> TracksMemoryAsync(CancellationToken cancellationToken) =>
        (await AskAsync(new() { Type = RequestType.FeatureCheck, KeepOpen = true, Features = new() { MemTrack = true } }, cancellationToken).ConfigureAwait(false)).Features?.MemTrack == true;

    /// <summary>Sends a request without waiting for what comes of it.</summary>
    public async Task SendAsync(Request request, CancellationToken cancellationToken)
    {
        try
        {
            await socket.SendAsync(request.ToByteArray(), cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException gone)
        {
            throw Ended(gone);
        }
    }

    /// <summary>The next packet: a notification that waits for <see cref="AnswerAsync"/>, or the end of the request.</summary>
    public async Task<Response> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.Peek, cancellationToken).ConfigureAwait(false);
                var length = DescriptorPassing.Receive(socket, _buffer, Received);
                if (length == 0) throw Ended(null);
                if (length == FailedSize && Answer.Read(_buffer) is { Kind: Told.Failed } refused) throw new CriuStartException((int)refused.Detail, new Errno(refused.Value));
                return Response.Parser.ParseFrom(_buffer, 0, length);
            }
            catch (KernelRefusal refusal) when (refusal.Error == Errno.EAGAIN)
            {
            }
            catch (Exception gone) when (gone is SocketException or KernelRefusal)
            {
                throw Ended(gone);
            }
        }
    }

    public Task AnswerAsync(bool goOn, CancellationToken cancellationToken) => SendAsync(new() { Type = RequestType.Notify, NotifySuccess = goOn }, cancellationToken);

    public void Dispose()
    {
        socket.Dispose();
        foreach (var descriptor in Received) descriptor.Dispose();
        Received.Clear();
    }

    private async Task<Response> AskAsync(Request request, CancellationToken cancellationToken)
    {
        await SendAsync(request, cancellationToken).ConfigureAwait(false);
        return await NextAsync(cancellationToken).ConfigureAwait(false);
    }

    private static ContainmentException Ended(Exception? inner) => new(FailureReason.ToolFailed, "criu", "CRIU ended in the middle", null, inner);
}
