using System.Diagnostics;
using Containment.Containers;
using Containment.Linux.Descriptors;

namespace Containment.Benchmarks.Move;

/// <summary>Starts a container in a host's network namespace: its keeper is of the namespace of the process that starts it, so this is a process of its own.</summary>
internal static class StartHere
{
    public const string Word = "--start-here";

    public static async Task AskAsync(Descriptor networkNamespace, ContainerHostOptions options, ContainerId id, CancellationToken cancellationToken)
    {
        using var process = Process.Start("nsenter", [$"--net=/proc/{Environment.ProcessId}/fd/{networkNamespace.Number}", Environment.ProcessPath!, Word, options.StateDirectory, options.RuntimeDirectory, id.Value]);
        await process.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        if (process.ExitCode != 0) throw new InvalidOperationException($"the container {id} could not be started");
    }

    public static async Task<int> RunAsync(string state, string run, string id)
    {
        await using var host = ContainerHost.Open(new ContainerHostOptions { StateDirectory = state, RuntimeDirectory = run });
        await (await host.GetAsync(id)).StartAsync();
        return 0;
    }
}
