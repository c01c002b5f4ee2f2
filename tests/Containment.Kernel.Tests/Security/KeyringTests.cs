using Containment.Images;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Security;

/// <summary>Keys of whoever starts a container: a process that inherits the session keyring possesses them, whatever its ids are.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox, Need.Compiler), CancelAfter(60_000)]
internal sealed class KeyringTests
{
    private ProgramScene _scene = null!;

    [SetUp]
    public void Open() => _scene = new();

    [TearDown]
    public async Task CloseAsync() => await _scene.DisposeAsync();

    // The command line is what has a key here; the tests' own process must not be given another keyring.
    private async Task<string> WithKeyAsync(CancellationToken cancellation, params string[] arguments)
    {
        using var program = new RunningProgram(ProbeRoot.Probe("keys"), ["hold", "of-the-host", .. arguments], _scene.Environment);
        program.Input.Close();
        var ended = await program.WaitAsync(cancellation);
        return ended.Output + ended.Error;
    }

    private static string[] Isolation(bool userNamespace) => userNamespace ? [] : ["--no-userns"];

    [Test]
    public async Task A_containers_first_process_has_no_key_of_who_starts_it([Values] bool userNamespace, CancellationToken cancellation) =>
        Assert.That(await WithKeyAsync(cancellation, [Programs.Cli, "run", "--rm", .. Isolation(userNamespace), "--root", ProbeRoot.Path, TestHost.NewId().Value, "--", "/bin/keys", "steal", "NUMBER"]), Holds.Everything);

    [Test]
    public async Task A_command_has_no_key_of_who_runs_it([Values] bool userNamespace, CancellationToken cancellation)
    {
        var cell = TestHost.Shell("exec sleep 1000") with { Root = new RootSource.Directory(ProbeRoot.Path), Isolation = new() { UserNamespace = userNamespace } };
        await (await _scene.Test.Host.CreateAsync(cell, cancellation)).StartAsync(cancellation);
        Assert.That(await WithKeyAsync(cancellation, Programs.Cli, "exec", cell.Id.Value, "--", "/bin/keys", "steal", "NUMBER"), Holds.Everything);
    }

    [Test]
    public async Task The_attack_reads_the_key_without_a_container(CancellationToken cancellation) =>
        Assert.That(await WithKeyAsync(cancellation, ProbeRoot.Probe("keys"), "steal", "NUMBER"), Does.Contain("escaped by number: of-the-host").And.Contain("escaped session: of-the-host"));
}
