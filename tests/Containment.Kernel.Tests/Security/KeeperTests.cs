using Containment.Bundles;
using Containment.Containers;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Security;

/// <summary>The keeper: its program and root, its socket, its files and its variables are out of the container's reach.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.Compiler), CancelAfter(60_000)]
internal sealed class KeeperTests
{
    private const string Variable = "CT_SECRET_OF_THE_HOST";
    private Cell _cell = null!;

    [SetUp]
    public void Open() => _cell = new();

    [TearDown]
    public async Task CloseAsync() => await _cell.DisposeAsync();

    private string Socket(Container container) => Path.Combine(_cell.Test.Options.RuntimeDirectory, $"{container.Id}.sock");

    private async Task<string> KnockOnAnothersAsync(bool userNamespace, CancellationToken cancellation)
    {
        var other = await _cell.StartAsync(_cell.Shell("exec sleep 1000"), cancellation);
        var spec = _cell.Spec(new("/bin/knock", "/socket"), userNamespace);
        return await _cell.RunAsync(spec with { Isolation = spec.Isolation with { Mounts = [new("/socket", Socket(other))] } }, cancellation);
    }

    [Test]
    public async Task Its_socket_and_its_files_are_not_there([Values] bool userNamespace, CancellationToken cancellation)
    {
        var container = await _cell.StartAsync(_cell.Shell("exec sleep 1000", userNamespace), cancellation);
        Assert.That(File.Exists(Socket(container)), "it is where the attack looks");
        var seen = await Cell.ExecAsync(container, new("/bin/sh", "-c", $"knock {Socket(container)}; ls {_cell.Test.Top}; cat /proc/net/unix"), cancellation);
        Assert.That(seen, Holds.Everything.And.Not.Contain(".sock").And.Contains("No such file"));
    }

    [Test]
    public async Task Who_is_not_the_hosts_root_cant_talk_to_it_even_where_it_is(CancellationToken cancellation)
    {
        Assert.That(await KnockOnAnothersAsync(userNamespace: true, cancellation), Holds.Everything);
    }

    [Test]
    public async Task The_attack_reaches_the_socket_when_root_inside_is_the_hosts(CancellationToken cancellation)
    {
        Assert.That(await KnockOnAnothersAsync(userNamespace: false, cancellation), Holds.Nothing);
    }

    [Test]
    public async Task No_variable_of_the_host_comes_in([Values] bool userNamespace, [Values] FirstProcess first, CancellationToken cancellation)
    {
        Environment.SetEnvironmentVariable(Variable, "secret");
        var spec = _cell.Shell("cat /proc/1/environ /proc/self/environ | tr '\\0' '\\n'; echo; echo done; exec sleep 1000", userNamespace);
        var container = await _cell.StartAsync(spec with { Isolation = spec.Isolation with { FirstProcess = first } }, cancellation);
        var begun = await Cell.UntilAsync(container, "done", cancellation);
        var later = await Cell.ExecAsync(container, new("/bin/sh", "-c", "cat /proc/self/environ | tr '\\0' '\\n'"), cancellation);
        // An init is told that it is in a container.
        string[] ours = ["PATH", "HOME", "PWD", "SHLVL", "done", .. first == FirstProcess.System ? (string[])["container"] : []];
        foreach (var text in (string[])[begun, later])
            Assert.That(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=')[0]).Distinct(), Is.SubsetOf(ours));
    }

    [Test]
    public void The_variable_is_there_for_who_inherits_it()
    {
        Environment.SetEnvironmentVariable(Variable, "secret");
        using var child = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/bin/sh", ["-c", $"echo ${Variable}"]) { RedirectStandardOutput = true })!;
        Assert.That(child.StandardOutput.ReadToEnd(), Is.EqualTo("secret\n"));
    }
}
