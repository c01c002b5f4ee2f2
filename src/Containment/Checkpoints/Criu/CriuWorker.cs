using System.Net.Sockets;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Checkpoints.Criu;

/// <summary>A CRIU that is started, warm and waits for a dump, with a directory for its log.</summary>
internal sealed class CriuWorker : IAsyncDisposable
{
    private const int Kill = 9;
    private readonly int _pid;

    private CriuWorker(int pid, CriuSession session, string scratch) => (_pid, Session, Scratch) = (pid, session, scratch);

    public CriuSession Session { get; }

    /// <summary>As the host sees it.</summary>
    public int Pid => _pid;

    /// <summary>Where it writes its log.</summary>
    public string Scratch { get; }

    public Version Version { get; private set; } = new();

    /// <summary>Whether it can leave pages out of a dump; <see cref="TrackingClaim"/>.</summary>
    public bool LeavesPages { get; private set; }

    /// <summary>Whether the kernel tracks which pages are written to (soft-dirty).</summary>
    public bool KernelTracks { get; private set; }

    /// <summary>Starts one in the network namespace of a container.</summary>
    /// <param name="program">Which.</param>
    /// <param name="directory">Where its log goes for the time being, and what it finds out about the kernel for longer.</param>
    /// <param name="init">The container's first process.</param>
    /// <param name="shared">Other namespaces of the container, which are not its own and so must not be saved.</param>
    /// <param name="leavePages">Whether it is to leave pages out, if it can.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ContainmentException">ToolMissing, Unsupported (too old), or KernelRefused.</exception>
    public static async Task<CriuWorker> StartAsync(CriuProgram program, string directory, int init, IReadOnlyList<(string Name, long Kind)> shared, bool leavePages, CancellationToken cancellationToken)
    {
        var features = new KernelFeatures(directory, program);
        await LearnAsync(features, program, directory, cancellationToken).ConfigureAwait(false);
        var known = features.Read();
        if (known is null || !leavePages) return await StartAsync(WorkerPlan.ForDump(program, init, known, shared), directory, cancellationToken).ConfigureAwait(false);
        var worker = await StartAsync(WorkerPlan.ForDump(program, init, TrackingClaim.Make(known), shared), directory, cancellationToken).ConfigureAwait(false);
        try
        {
            worker.LeavesPages = await worker.Session.TracksMemoryAsync(cancellationToken).ConfigureAwait(false);
            worker.KernelTracks = TrackingClaim.IsTrue(known);
            return worker;
        }
        catch
        {
            await worker.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Finds out about the kernel, where that is not known yet, before anybody stands still for it.</summary>
    public static async Task LearnAsync(KernelFeatures features, CriuProgram program, string directory, CancellationToken cancellationToken)
    {
        if (features.Read() is not null) return;
        await using var worker = await StartAsync(WorkerPlan.Alone(program), directory, cancellationToken).ConfigureAwait(false);
        await worker.Session.FeaturesAsync(cancellationToken).ConfigureAwait(false);
        features.Keep(worker.Pid);
    }

    private static async Task<CriuWorker> StartAsync(IReadOnlyList<PlanStep> steps, string directory, CancellationToken cancellationToken)
    {
        var scratch = Directory.CreateDirectory(Path.Combine(directory, $"criu-{Guid.NewGuid():N}")).FullName;
        CriuWorker? worker = null;
        try
        {
            worker = Spawn(scratch, PlanEncoder.Encode(steps, []));
            worker.Version = await worker.Session.VersionAsync(cancellationToken).ConfigureAwait(false);
            CriuProgram.Accept(worker.Version);
            return worker;
        }
        catch (Exception failure)
        {
            if (worker is not null) await worker.DisposeAsync().ConfigureAwait(false);
            else Directory.Delete(scratch, recursive: true);
            if (failure is CriuStartException refused) throw new KernelException(steps[refused.Step].Verb, steps[refused.Step].Subject, refused.Error, "CRIU could not be started", refused);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // It ends when its socket does; one that hangs does not.
        Session.Dispose();
        using (var process = ProcessDescriptor.TryOpen(_pid)) process?.TrySend(Kill);
        await Zombies.ReapAsync(_pid).ConfigureAwait(false);
        Directory.Delete(Scratch, recursive: true);
    }

    private static CriuWorker Spawn(string scratch, byte[] plan)
    {
        try
        {
            var (pid, socket) = InitProcess.Start();
            Zombies.Watch(pid);
            socket.Send(plan);
            return new(pid, new CriuSession(socket), scratch);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }
}
