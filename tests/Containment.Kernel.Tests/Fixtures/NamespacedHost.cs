using Containment.Linux.Descriptors;
using Containment.Linux.Networks;

namespace Containment.Kernel.Tests.Fixtures;

/// <summary>A host in a network namespace of the test's own, to which people talk by the command line.</summary>
internal sealed class NamespacedHost : IAsyncDisposable
{
    public ProgramScene Scene { get; } = new();

    public required Descriptor Network { get; init; }

    public static async Task<NamespacedHost> MakeAsync()
    {
        var network = await NetworkNamespace.CreateAsync();
        // As every host has it; CRIU tries things on it.
        using var socket = await NetworkNamespace.OpenInAsync(network, () => new NetlinkSocket());
        socket.Send(LinkMessages.SetUp("lo", up: true), "set lo up");
        return new() { Network = network };
    }

    /// <summary>Runs <c>containment</c> in the namespace, to its end.</summary>
    public Task<Ended> RunAsync(CancellationToken cancellation, params string[] arguments) => InAsync(cancellation, [Programs.Cli, .. arguments]);

    /// <summary>Runs <c>containment</c> and holds that it succeeded; gives its output without the last line's end.</summary>
    public async Task<string> DoAsync(CancellationToken cancellation, params string[] arguments)
    {
        var ended = await RunAsync(cancellation, arguments);
        Assert.That((ended.Code, ended.Error), Is.EqualTo((0, "")), $"{string.Join(' ', arguments)}: {ended.Output}");
        return ended.Output.TrimEnd('\n');
    }

    /// <summary>What the namespace has: links and the routes of the main table, as ip(8) writes them.</summary>
    public async Task<string> StateAsync(CancellationToken cancellation) =>
        (await InAsync(cancellation, ["ip", "-br", "link"])).Output + (await InAsync(cancellation, ["ip", "route"])).Output + (await InAsync(cancellation, ["ip", "neigh", "show", "proxy"])).Output;

    public async Task<Ended> InAsync(CancellationToken cancellation, string[] command)
    {
        var program = Scene.StartOther("nsenter", [$"--net=/proc/{Environment.ProcessId}/fd/{Network.Number}", .. command]);
        program.Input.Close();
        return await program.WaitAsync(cancellation);
    }

    /// <summary>Removes its containers from where their links are.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var id in (await RunAsync(default, "ps", "-q")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)) await RunAsync(default, "rm", "-f", id);
        await Scene.DisposeAsync();
        Network.Dispose();
    }
}
