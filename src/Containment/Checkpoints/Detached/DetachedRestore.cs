using System.Net.Sockets;
using Containment.Checkpoints.Criu;
using Containment.Checkpoints.Criu.Messages;
using Containment.Checkpoints.Restoring;
using Containment.Launch;
using Containment.Launch.Plans;
using Containment.Linux.Descriptors;
using Containment.Linux.Networks;

namespace Containment.Checkpoints.Detached;

/// <summary>
/// Brings a container back that nobody keeps: its processes become children of the nearest subreaper above this one. When it
/// throws, what it left is in the container's cgroup.
/// </summary>
internal sealed class DetachedRestore(LaunchRequest request, string images, string work, BringBackOptions options)
{
    private const int Loopback = 1;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly DetachedImage _image = DetachedImage.Read(images);
    private readonly NamespaceChoice _namespaces = NamespaceChoice.Of(request.Spec.Linux?.Namespaces);

    /// <summary>Which CRIU.</summary>
    public required CriuProgram Program { get; init; }

    /// <summary>What is found out about the kernel is kept there.</summary>
    public required string Directory { get; init; }

    /// <summary>A path for a socket, free.</summary>
    public required string Socket { get; init; }

    /// <summary>A destination as the container sees it, when links in its root lead elsewhere.</summary>
    public required Func<string, string> Resolve { get; init; }

    /// <summary>Hooks; null: there are none.</summary>
    public AtPause? AtPause { get; init; }

    private int _init;
    private Descriptor? _terminal;

    /// <param name="inherited">This process's input, output and error for the container, and no others.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The first process, as the host sees it, and its terminal where it has one.</returns>
    /// <exception cref="ContainmentException">ToolMissing, Unsupported, NotFound, Corrupt; ToolFailed: CRIU's own words.</exception>
    public async Task<(int Init, Descriptor? Terminal)> RunAsync(IReadOnlyList<int> inherited, CancellationToken cancellationToken)
    {
        DetachedContainer.Check(request.Id, _namespaces);
        if (_image.Terminal != (request.Spec.Process?.Terminal == true)) throw new ContainmentException(FailureReason.Unsupported, request.Id, "process.terminal of the bundle is not as it was when the container was saved");
        System.IO.Directory.CreateDirectory(work, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var features = new KernelFeatures(Directory, Program);
        await CriuWorker.LearnAsync(features, Program, Directory, cancellationToken).ConfigureAwait(false);
        var known = features.Read();
        var plan = RestoreCompiler.Compile(request, Program, Socket, known);
        var mounts = StagedMounts.Match(_image.External, plan.Mounts, Resolve);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Seqpacket, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(Socket));
        try
        {
            listener.Listen(1);
            await Launcher.DetachAsync(plan.Launch, inherited, async (_, _, gone) =>
            {
                using var soon = CancellationTokenSource.CreateLinkedTokenSource(gone);
                soon.CancelAfter(Patience);
                using var session = new CriuSession(await listener.AcceptAsync(soon.Token).ConfigureAwait(false));
                CriuProgram.Accept(await session.VersionAsync(soon.Token).ConfigureAwait(false));
                await RestoreAsync(session, plan.Root, mounts, gone).ConfigureAwait(false);
            }, cancellationToken).ConfigureAwait(false);
            return (_init, _terminal);
        }
        catch
        {
            _terminal?.Dispose();
            throw;
        }
        finally
        {
            File.Delete(Socket);
        }
    }

    private async Task RestoreAsync(CriuSession criu, string root, IReadOnlyList<(string Name, string Path)> mounts, CancellationToken cancellationToken)
    {
        using var imagesDirectory = At.OpenDirectory(images);
        using var workDirectory = At.OpenDirectory(work);
        if (_namespaces.Has(Flags.NewUser)) LetIn(imagesDirectory);
        var streams = _image.Descriptors.Select((key, n) => (Key: key, Descriptor: RestoreCompiler.FirstStream + n)).Where(stream => stream.Key.StartsWith("pipe:", StringComparison.Ordinal));
        var ownNetwork = _namespaces.Has(Flags.NewNetwork);
        await criu.SendAsync(DetachedRequests.BringBack(imagesDirectory.Number, workDirectory.Number, root, mounts, streams, _image.Terminal, ownNetwork, options), cancellationToken).ConfigureAwait(false);
        Response answer;
        try
        {
            while ((answer = await criu.NextAsync(cancellationToken).ConfigureAwait(false)).Type == RequestType.Notify)
            {
                if (answer.Notify.Script == "setup-namespaces") await PrepareAsync(answer.Notify.Pid, ownNetwork, cancellationToken).ConfigureAwait(false);
                if (answer.Notify.Script == "orphan-pts-master" && criu.Received is [var master, ..])
                {
                    _terminal = master;
                    criu.Received.RemoveAt(0);
                }
                await criu.AnswerAsync(true, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (ContainmentException gone) when (gone.Subject == "criu")
        {
            throw Failed(gone);
        }
        if (!answer.Success) throw Failed(null);
        _init = answer.Restore?.Pid ?? _init;
    }

    // The processes read their images themselves, as root of their user namespace.
    private void LetIn(Descriptor directory)
    {
        const uint nobody = uint.MaxValue, throughGroup = 0x1c8;
        KernelRefusal.Check(LibC.fchown(directory.Number, nobody, (uint)new IdMaps(request.Spec.Linux?.UidMappings ?? [], request.Spec.Linux?.GidMappings ?? []).Gid(0)), "fchown", images);
        KernelRefusal.Check(LibC.fchmod(directory.Number, throughGroup), "fchmod", images);
    }

    // Its namespaces are there, and no process in it has run.
    private async Task PrepareAsync(int init, bool ownNetwork, CancellationToken cancellationToken)
    {
        _init = init;
        if (ownNetwork)
        {
            using var network = NetworkNamespace.Of(init);
            using var socket = await NetworkNamespace.OpenInAsync(network, () => new NetlinkSocket()).ConfigureAwait(false);
            socket.Send(LinkMessages.SetUp(Loopback), "set lo up");
        }
        if (AtPause is { } hooks) await hooks(LaunchPause.CreateRuntime, init, cancellationToken).ConfigureAwait(false);
    }

    private ContainmentException Failed(Exception? inner)
    {
        var log = Path.Combine(work, CriuRequests.RestoreLog);
        var errors = CriuLog.Errors(log);
        return new(FailureReason.ToolFailed, request.Id, $"criu failed: container {request.Id} can't be restored: {(errors.Length > 0 ? errors : inner?.Message ?? "it does not say why")} (log file: {log})", null, inner);
    }
}
