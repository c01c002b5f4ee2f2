using Containment.Bundles;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Security;

/// <summary>CVE-2024-21626: a descriptor of a host directory, left open, leads out by /proc/self/fd.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.Compiler), CancelAfter(120_000)]
internal sealed class LeakedDescriptorTests
{
    private const int Highest = 40;
    private Cell _cell = null!;

    [SetUp]
    public void Open() => _cell = new();

    [TearDown]
    public async Task CloseAsync() => await _cell.DisposeAsync();

    [Test]
    public async Task No_working_directory_by_a_descriptor_leads_to_the_host([Values] bool userNamespace, CancellationToken cancellation)
    {
        foreach (var number in Enumerable.Range(0, Highest))
        {
            var spec = _cell.Spec(new("/bin/climb", _cell.Secret) { WorkingDirectory = $"/proc/self/fd/{number}" }, userNamespace);
            await AssertRefusedOrInsideAsync(async () => await _cell.RunAsync(spec, cancellation), number);
        }
    }

    [Test]
    public async Task No_working_directory_of_a_command_leads_to_the_host([Values] bool userNamespace, CancellationToken cancellation)
    {
        var container = await _cell.StartAsync(_cell.Shell("exec sleep 1000", userNamespace), cancellation);
        foreach (var number in Enumerable.Range(0, Highest))
            foreach (var process in (string[])["self", "1"])
            {
                var climb = new ProcessSpec("/bin/climb", _cell.Secret) { WorkingDirectory = $"/proc/{process}/fd/{number}" };
                await AssertRefusedOrInsideAsync(async () => await Cell.ExecAsync(container, climb, cancellation), number);
            }
    }

    [Test]
    public async Task A_program_by_a_descriptor_is_not_one_of_the_hosts([Values] bool userNamespace, CancellationToken cancellation)
    {
        var container = await _cell.StartAsync(_cell.Shell("exec sleep 1000", userNamespace), cancellation);
        foreach (var number in Enumerable.Range(0, Highest))
            Assert.That(async () => await Cell.ExecAsync(container, new($"/proc/self/fd/{number}/../../../../../..{ProbeRoot.Probe("climb")}", "/"), cancellation),
                Throws.InstanceOf<KernelException>(), $"{number}");
    }

    [Test]
    public async Task Nothing_but_the_streams_is_open_in_any_process([Values] bool userNamespace, CancellationToken cancellation)
    {
        var container = await _cell.StartAsync(_cell.Shell($"climb {_cell.Secret}; echo done; exec sleep 1000", userNamespace), cancellation);
        var first = await Cell.UntilAsync(container, "done", cancellation);
        var later = await Cell.ExecAsync(container, new("/bin/climb", _cell.Secret), cancellation);
        Assert.Multiple(() =>
        {
            Assert.That(first, Holds.Everything.And.Not.Contain("open "));
            Assert.That(later, Holds.Everything.And.Not.Contain("open "));
        });
    }

    [Test]
    public async Task A_container_that_watches_gets_no_descriptor_of_who_comes_in([Values] bool userNamespace, CancellationToken cancellation)
    {
        var container = await _cell.StartAsync(_cell.Spec(new("/bin/climb", _cell.Secret, "3"), userNamespace), cancellation);
        var ended = container.WaitAsync(cancellation);
        while (!ended.IsCompleted) await TryAsync(async () => await Cell.ExecAsync(container, new("/bin/true"), cancellation));
        var log = await Cell.LogAsync(container, cancellation);
        Assert.That(log, Holds.Everything.And.Not.Contain("comers 0\n"), "it saw some that came, and had nothing of them");
    }

    [Test]
    public async Task The_watcher_gets_one_when_it_may_trace_as_the_hosts_root(CancellationToken cancellation)
    {
        var spec = Cell.Without(_cell.Spec(new("/bin/climb", _cell.Secret, "60"), userNamespace: false), spec => Cell.More(spec, "CAP_SYS_PTRACE"));
        var container = await _cell.StartAsync(spec, cancellation);
        var ended = container.WaitAsync(cancellation);
        while (!ended.IsCompleted) await TryAsync(async () => await Cell.ExecAsync(container, new("/bin/true"), cancellation));
        Assert.That(await Cell.LogAsync(container, cancellation), Holds.Nothing);
    }

    [Test]
    public async Task The_attack_finds_a_descriptor_that_was_left_open(CancellationToken cancellation) =>
        Assert.That(await Cell.HostAsync(cancellation, "unshare", "-m", "sh", "-c", $"mount --bind /proc {ProbeRoot.Path}/proc && exec 9</ && exec chroot {ProbeRoot.Path} /bin/climb {_cell.Secret}"), Holds.Nothing);

    private static async Task AssertRefusedOrInsideAsync(Func<Task<string>> attack, int number)
    {
        var output = "";
        try
        {
            output = await attack();
        }
        catch (KernelException refused)
        {
            Assert.That(refused.Message, Does.Contain($"/fd/{number}: "), "that is what is refused");
            return;
        }
        Assert.That(output, Holds.Everything, $"/proc/self/fd/{number}");
    }

    // The container may end in between.
    private static async Task TryAsync(Func<Task> command)
    {
        try
        {
            await command();
        }
        catch (Exception ended) when (ended is ContainmentException or KernelException)
        {
        }
    }
}
