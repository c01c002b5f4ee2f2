using System.Text;
using Containment.Bundles;
using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Containers;

[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(60_000)]
internal sealed class OutputTests
{
    private TestHost _test = null!;

    [SetUp]
    public void Open() => _test = new();

    [TearDown]
    public async Task CloseAsync() => await _test.DisposeAsync();

    private async Task<Container> StartAsync(string script, CancellationToken cancellation, Func<ContainerSpec, ContainerSpec>? change = null)
    {
        var spec = TestHost.Shell(script);
        var container = await _test.Host.CreateAsync(change?.Invoke(spec) ?? spec, cancellation);
        await container.StartAsync(cancellation);
        return container;
    }

    [Test]
    public async Task The_log_has_both_streams_after_the_end(CancellationToken cancellation)
    {
        var container = await StartAsync("echo out; echo err >&2", cancellation);
        await container.WaitAsync(cancellation);
        var entries = await container.ReadLogAsync(cancellationToken: cancellation).ToListAsync(cancellation);
        Assert.That(entries.Select(entry => (entry.Stream, entry.Text)), Is.EquivalentTo(new[] { (LogStream.Output, "out\n"), (LogStream.Error, "err\n") }));
    }

    [Test]
    public async Task Following_the_log_ends_with_the_container(CancellationToken cancellation)
    {
        var container = await StartAsync("for i in 1 2 3; do echo $i; sleep 0.1; done", cancellation);
        var text = string.Concat(await container.ReadLogAsync(new LogOptions { Follow = true }, cancellation).Select(entry => entry.Text).ToListAsync(cancellation));
        Assert.That(text, Is.EqualTo("1\n2\n3\n"));
    }

    [Test]
    public async Task Much_output_is_all_in_the_log(CancellationToken cancellation)
    {
        var container = await StartAsync("seq 1 50000", cancellation);
        await container.WaitAsync(cancellation);
        var bytes = await container.ReadLogAsync(cancellationToken: cancellation).SelectMany(entry => entry.Data.ToArray()).ToArrayAsync(cancellation);
        Assert.That(Encoding.ASCII.GetString(bytes), Is.EqualTo(string.Concat(Enumerable.Range(1, 50000).Select(n => $"{n}\n"))));
    }

    [Test]
    public async Task An_attached_console_gives_input_and_shows_output(CancellationToken cancellation)
    {
        var container = await StartAsync("read a; echo got $a; cat", cancellation);
        await using var console = await container.AttachAsync(cancellationToken: cancellation);
        var reading = console.ReadAsync(cancellation).Select(entry => entry.Text).ToListAsync(cancellation);
        await console.WriteAsync("hello\nmore"u8.ToArray(), cancellation);
        await console.CloseInputAsync(cancellation);
        Assert.That((await container.WaitAsync(cancellation)).Code, Is.Zero);
        Assert.That(string.Concat(await reading), Is.EqualTo("got hello\nmore"));
    }

    [Test]
    public async Task A_terminal_has_the_size_it_is_told(CancellationToken cancellation)
    {
        var container = await StartAsync("read a; stty size", cancellation, spec => spec with { Process = new ProcessSpec("/bin/sh", "-c", "read a; stty size") { Terminal = true } });
        await using var console = await container.AttachAsync(cancellationToken: cancellation);
        await console.ResizeAsync(new TerminalSize(132, 43), cancellation);
        await console.WriteAsync("\n"u8.ToArray(), cancellation);
        await container.WaitAsync(cancellation);
        Assert.That(string.Concat(await container.ReadLogAsync(cancellationToken: cancellation).Select(entry => entry.Text).ToListAsync(cancellation)), Does.Contain("43 132"));
    }

    [Test]
    public async Task Exec_has_three_streams_and_an_exit_code(CancellationToken cancellation)
    {
        var container = await StartAsync("exec sleep 60", cancellation);
        await using var session = await container.ExecAsync(new ProcessSpec("/bin/sh", "-c", "cat; echo bad >&2; id -u; exit 4") { User = "alice" }, null, cancellation);
        await session.Input.WriteAsync("in\n"u8.ToArray(), cancellation);
        await session.Input.DisposeAsync();
        var (output, error) = (new StreamReader(session.Output).ReadToEndAsync(cancellation), new StreamReader(session.Error).ReadToEndAsync(cancellation));
        Assert.That((await session.WaitAsync(cancellation)).Code, Is.EqualTo(4));
        Assert.That((await output, await error), Is.EqualTo(("in\n1000\n", "bad\n")));
    }

    [Test]
    public async Task Exec_can_have_a_terminal(CancellationToken cancellation)
    {
        var container = await StartAsync("exec sleep 60", cancellation);
        await using var session = await container.ExecAsync(new ProcessSpec("/bin/sh", "-c", "stty size") { Terminal = true }, new ExecOptions { Size = new(100, 30) }, cancellation);
        Assert.That(await new StreamReader(session.Output).ReadToEndAsync(cancellation), Is.EqualTo("30 100\r\n"));
    }

    [Test]
    public async Task Exec_of_a_program_that_is_not_there_names_it(CancellationToken cancellation)
    {
        var container = await StartAsync("exec sleep 60", cancellation);
        var refused = await Assert.ThrowsAsync<KernelException>(() => container.ExecAsync(new ProcessSpec("/no/such"), null, cancellation));
        Assert.That((refused!.ErrorName, refused.Message.Contains("/no/such", StringComparison.Ordinal)), Is.EqualTo(("ENOENT", true)));
    }

    [Test]
    public async Task The_end_of_exec_is_told_also_while_input_is_on_its_way(CancellationToken cancellation)
    {
        var container = await StartAsync("exec sleep 60", cancellation);
        for (var i = 0; i < 40; i++)
        {
            await using var session = await container.ExecAsync(new ProcessSpec("/bin/sh", "-c", "exit 4"), null, cancellation);
            var writing = Task.Run(async () => await session.Input.WriteAsync(new byte[500_000], cancellation), cancellation);
            Assert.That((await session.WaitAsync(cancellation)).Code, Is.EqualTo(4), $"round {i}");
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [Test]
    public async Task A_process_of_exec_is_signalled_alone(CancellationToken cancellation)
    {
        var container = await StartAsync("exec sleep 60", cancellation);
        await using var session = await container.ExecAsync(new ProcessSpec("sleep", "60"), null, cancellation);
        await session.SignalAsync(Signal.Term, cancellation);
        Assert.That((await session.WaitAsync(cancellation)).Signal, Is.EqualTo(Signal.Term));
        Assert.That((await container.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Running));
    }
}
