using Containment.Checkpoints.Criu;
using Containment.Checkpoints.Criu.Messages;
using Containment.Checkpoints.Dumping;
using Containment.Checkpoints.Hindering;
using Containment.Launch.Plans;
using Containment.Linux.Descriptors;

namespace Containment.Checkpoints.Detached;

/// <summary>Saves a container without a keeper. Afterwards it has ended, unless it was to run on; when that fails, it goes on as before.</summary>
internal static class DetachedDump
{
    /// <param name="container">Which; the caller holds it.</param>
    /// <param name="images">A directory for the images.</param>
    /// <param name="work">A directory for CRIU's log and statistics.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ContainmentException">ToolMissing, Unsupported: CRIU is not there or not for this; ToolFailed: CRIU's own words.</exception>
    public static async Task RunAsync(DetachedContainer container, string images, string work, SaveOptions options, CancellationToken cancellationToken)
    {
        DetachedContainer.Check(container.Id, container.Namespaces);
        var inside = await ContainerReading.ReadAsync(container.Init, container.Cgroup.Pids, cancellationToken).ConfigureAwait(false);
        Hindrances.Check(container.Id, inside);
        var watched = WatchedPaths.Of(inside);
        Directory.CreateDirectory(images, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateDirectory(work, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using var worker = await CriuWorker.StartAsync(container.Program, container.Directory, container.Init, container.Shared, leavePages: false, cancellationToken).ConfigureAwait(false);
        var paused = container.Cgroup.IsFrozen;
        var ended = false;
        try
        {
            // CRIU would look only every 100 ms whether it stands still.
            if (!options.PreDump) await container.Cgroup.FreezeAsync(cancellationToken).ConfigureAwait(false);
            // What was looked up by its number until here was its own.
            if (!container.Lives()) throw new ContainmentException(FailureReason.WrongState, container.Id, $"container {container.Id} has ended");
            await DumpAsync(container, worker, images, work, watched, options, cancellationToken).ConfigureAwait(false);
            ended = !options.LeaveRunning && !options.PreDump;
        }
        finally
        {
            if ((ended || !paused) && container.Cgroup.Exists) await container.Cgroup.ThawAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static async Task DumpAsync(DetachedContainer container, CriuWorker worker, string images, string work, IReadOnlyList<string> watched, SaveOptions options, CancellationToken cancellationToken)
    {
        var external = options.PreDump ? [] : DetachedMounts.External(File.ReadLines($"/proc/{container.Init}/mountinfo"), container.Spec.Mounts ?? [], path => IsEmpty(container.Init, path));
        var terminal = container.Spec.Process?.Terminal == true;
        var image = new DetachedImage { Terminal = terminal, External = [.. external.Select(mount => mount.Name)], Descriptors = DetachedImage.StreamsOf(container.Init) };
        if (!options.PreDump) image.Write(images);
        using var imagesDirectory = At.OpenDirectory(images);
        using var workDirectory = At.OpenDirectory(work);
        var request = DetachedRequests.Save(container.Init, imagesDirectory.Number, workDirectory.Number, container.Freezer, terminal, external.Select(mount => $"mnt[{mount.Target}]:{mount.Name}"), watched, options);
        await worker.Session.SendAsync(request, cancellationToken).ConfigureAwait(false);
        Response answer;
        try
        {
            while ((answer = await worker.Session.NextAsync(cancellationToken).ConfigureAwait(false)).Type == RequestType.Notify)
                await worker.Session.AnswerAsync(true, cancellationToken).ConfigureAwait(false);
        }
        catch (ContainmentException gone)
        {
            throw Failed(container.Id, work, gone);
        }
        if (!answer.Success) throw Failed(container.Id, work, null);
        if (!options.PreDump) ImageChanges.KeepTimers(images);
        // It was saved from inside, so it counts as CRIU's own; a restore is to make a new one.
        if (!options.PreDump && container.Namespaces.Has(Flags.NewNetwork)) ImageChanges.OwnNetwork(images);
    }

    private static bool IsEmpty(int init, string path) => !Directory.EnumerateFileSystemEntries($"/proc/{init}/root{path}").Any();

    private static ContainmentException Failed(string id, string work, Exception? inner)
    {
        var log = Path.Combine(work, CriuRequests.DumpLog);
        var errors = CriuLog.Errors(log);
        var remedy = CriuLog.Remedy(errors);
        return new(remedy is null ? FailureReason.ToolFailed : FailureReason.Unsupported, id,
            $"criu failed: container {id} can't be saved: {(errors.Length > 0 ? errors : inner?.Message ?? "it does not say why")}{(remedy is null ? "" : $" ({remedy})")} (log file: {log})", "it goes on as before", inner);
    }
}
