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

    /// <summary>Starts one in the network namespace of a container.</summary>
    /// <exception cref="ContainmentException">ToolMissing, Unsupported (too old), or KernelRefused.</exception>
    public static async Task<CriuWorker> StartAsync(ContainerHost host, int init, CancellationToken cancellationToken)
    {
        var program = CriuProgram.Find();
        var features = new KernelFeatures(host, program);
        var known = features.Read();
        var steps = WorkerPlan.ForDump(program, init, known);
        var scratch = Directory.CreateDirectory(Path.Combine(host.Options.RuntimeDirectory, $"criu-{Guid.NewGuid():N}")).FullName;
        CriuWorker? worker = null;
        try
        {
            worker = Spawn(scratch, PlanEncoder.Encode(steps, []));
            worker.Version = await worker.Session.VersionAsync(cancellationToken).ConfigureAwait(false);
            CriuProgram.Accept(worker.Version);
            if (known is null)
            {
                await worker.Session.FeaturesAsync(cancellationToken).ConfigureAwait(false);
                features.Keep(worker.Pid);
            }
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
