using System.Text;
using Containment.Bundles;
using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;

namespace Containment.Kernel.Tests.Checkpoints;

/// <summary>A host for one test, with the words that the tests of checkpoints need.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly TestHost _test;
    private readonly bool _others;

    /// <param name="test">Somebody else's host, which outlives this; null: one of its own.</param>
    public Scene(TestHost? test = null) => (_test, _others) = (test ?? new(), test is not null);

    public ContainerHost Host => _test.Host;

    public TestHost Test => _test;

    public Task<Container> CountAsync(CancellationToken cancellation, Func<ContainerSpec, ContainerSpec>? change = null) =>
        StartAsync("i=0; echo 0 > /root/count; while :; do i=$((i+1)); echo n$i; echo $i > /root/count; sleep 0.02; done", cancellation, change);

    public async Task<Container> StartAsync(string script, CancellationToken cancellation, Func<ContainerSpec, ContainerSpec>? change = null)
    {
        var spec = TestHost.Shell(script);
        var container = await Host.CreateAsync(change?.Invoke(spec) ?? spec, cancellation);
        await container.StartAsync(cancellation);
        await UntilAsync(async () => (await LogAsync(container, cancellation)).Length > 0, cancellation);
        return container;
    }

    public static async Task<string> LogAsync(Container container, CancellationToken cancellation) =>
        string.Concat(await container.ReadLogAsync(cancellationToken: cancellation).Select(entry => entry.Text).ToListAsync(cancellation));

    /// <summary>How far a container of <see cref="CountAsync"/> has come, by its log.</summary>
    public static async Task<int> CountOfAsync(Container container, CancellationToken cancellation) =>
        int.Parse((await LogAsync(container, cancellation)).TrimEnd('\n').Split('\n')[^1][1..]);

    /// <summary>Sees it go on.</summary>
    public static async Task GoesOnAsync(Container container, CancellationToken cancellation)
    {
        Assert.That((await container.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Running));
        var length = (await LogAsync(container, cancellation)).Length;
        await UntilAsync(async () => (await LogAsync(container, cancellation)).Length > length, cancellation);
    }

    /// <summary>What a command inside writes.</summary>
    public static async Task<string> RunAsync(Container container, CancellationToken cancellation, params string[] command)
    {
        await using var session = await container.ExecAsync(new ProcessSpec(command), null, cancellation);
        using var reader = new StreamReader(session.Output, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(cancellation);
        await session.WaitAsync(cancellation);
        return text;
    }

    public static async Task UntilAsync(Func<Task<bool>> holds, CancellationToken cancellation)
    {
        while (!await holds()) await Task.Delay(10, cancellation);
    }

    public ValueTask DisposeAsync() => _others ? default : _test.DisposeAsync();
}
