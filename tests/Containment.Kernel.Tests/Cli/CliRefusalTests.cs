using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Cli;

/// <summary>Wrong words end with 2, what can't be done with 125, both with one line on standard error that says why.</summary>
[Needs(Need.Root, Need.Busybox, Need.Overlay, Need.UserNamespaces), CancelAfter(60_000)]
internal sealed class CliRefusalTests
{
    private ProgramScene _scene = null!;

    [OneTimeSetUp]
    public async Task Make()
    {
        _scene = new();
        await _scene.DoAsync(default, "create", "-r", BusyboxRoot.Path, "still", "sleep", "1000");
    }

    [OneTimeTearDown]
    public async Task Remove() => await _scene.DisposeAsync();

    [TestCase("fly", "fly")]
    [TestCase("ps --loud", "--loud")]
    [TestCase("start", "name")]
    [TestCase("run unwanted true", "--root")]
    [TestCase("run -r ROOT unwanted", "process.args")]
    [TestCase("run -r ROOT a/b true", "a/b")]
    [TestCase("run -r /no/such/root unwanted true", "root.path")]
    [TestCase("run -r ROOT --memory=-5 unwanted true", "memory")]
    [TestCase("run -r ROOT --memory lots unwanted true", "memory")]
    [TestCase("run -r ROOT --cpus 0 unwanted true", "cpu")]
    [TestCase("run -r ROOT --env 1 unwanted true", "--env")]
    [TestCase("run -r ROOT --env A=1 --env A=2 unwanted true", "--env")]
    [TestCase("run -r ROOT --label A=1 --label A=2 unwanted true", "--label")]
    [TestCase("run -r ROOT --workdir tmp unwanted true", "process.cwd")]
    [TestCase("run -r ROOT --user nobody-here unwanted true", "process.user")]
    [TestCase("run -r ROOT --volume /tmp unwanted true", "--volume")]
    [TestCase("run -r ROOT --volume /no/such:/mnt unwanted true", "/no/such")]
    [TestCase("run -r ROOT --network ip=10.0.0.2/24 unwanted true", "--network")]
    [TestCase("run -r ROOT --io 8:0 unwanted true", "--io")]
    [TestCase("run --bundle ROOT --root ROOT unwanted true", "--bundle")]
    [TestCase("run --bundle ROOT --memory 64M unwanted", "--memory")]
    [TestCase("run --bundle ROOT -e A=1 unwanted", "--env")]
    [TestCase("run --bundle ROOT --read-only unwanted", "--read-only")]
    [TestCase("run --bundle ROOT unwanted", "config.json")]
    [TestCase("stop --time NaN still", "--time")]
    [TestCase("kill --signal LOUD still", "signal")]
    [TestCase("logs A/B", "A/B")]
    [TestCase("host trust peer not-a-fingerprint", "fingerprint")]
    [TestCase("--run relative ps", "RuntimeDirectory")]
    public async Task Wrong_words_are_named_and_end_with_2(string words, string named, CancellationToken cancellation) =>
        await RefusedAsync(words, 2, named, cancellation);

    [TestCase("run -r ROOT --network bridge=ct-none,ip=10.9.8.7/24 unwanted true", 125, "ct-none")]
    [TestCase("run -r ROOT --cpuset 4000 unwanted true", 125, "cpuset")]
    [TestCase("run -r ROOT unwanted no-such-program", 127, "no-such-program")]
    [TestCase("run -r ROOT unwanted /etc/passwd", 126, "/etc/passwd")]
    [TestCase("create -r ROOT still true", 125, "still already")]
    [TestCase("start none", 125, "none: there is no container none")]
    [TestCase("inspect none", 125, "no container none")]
    [TestCase("logs none", 125, "no container none")]
    [TestCase("exec still true", 125, "does not run")]
    [TestCase("pause still", 125, "does not run")]
    public async Task What_can_not_be_done_says_why(string words, int code, string said, CancellationToken cancellation) =>
        await RefusedAsync(words, code, said, cancellation);

    [Test]
    public async Task One_that_fails_does_not_keep_the_others_from_it(CancellationToken cancellation)
    {
        await _scene.DoAsync(cancellation, "run", "-d", "-r", BusyboxRoot.Path, "ctone", "sleep", "1000");
        await _scene.DoAsync(cancellation, "run", "-d", "-r", BusyboxRoot.Path, "cttwo", "sleep", "1000");
        var ended = await _scene.RunAsync(["rm", "-f", "ctone", "ctnone", "cttwo"], cancellation: cancellation);
        // Removing what is not there is no error for the library, but somebody who types a name means something.
        Assert.That(ended, Is.EqualTo(new Ended(125, "ctone\ncttwo\n", "containment: ctnone: there is no container ctnone\n")));
    }

    [Test]
    public async Task Every_command_explains_itself(CancellationToken cancellation)
    {
        var help = await _scene.DoAsync(cancellation, "--help");
        foreach (var command in (string[])["run", "create", "start", "ps", "exec", "logs", "set", "pause", "resume", "stop", "kill", "rm", "checkpoint", "restore", "migrate", "inspect", "events", "host"])
        {
            Assert.That(help, Does.Match($@"(?m)^  (list, )?{command}\b"));
            Assert.That(await _scene.DoAsync(cancellation, command, "--help"), Does.Contain("Usage:"));
        }
    }

    [Test]
    public async Task Hosts_have_an_identity_and_remember_whom_they_trust(CancellationToken cancellation)
    {
        await using var other = new ProgramScene();
        var fingerprint = await _scene.DoAsync(cancellation, "host", "init");
        Assert.That(await _scene.DoAsync(cancellation, "host", "init"), Is.EqualTo(fingerprint), "a second time shows the same");
        await other.DoAsync(cancellation, "host", "trust", "here", fingerprint);
        Assert.That(await other.DoAsync(cancellation, "host", "peers"), Is.EqualTo($"here  {fingerprint}"));
        Assert.That(await other.DoAsync(cancellation, "host", "recover"), Is.Empty);
        var listener = other.Start("host", "listen", "--address", "127.0.0.1", "--port", "0");
        await listener.UntilAsync("containers are received on 127.0.0.1:", cancellation);
        listener.Signal(Signal.Int);
        Assert.That(await listener.WaitAsync(cancellation), Has.Property("Code").EqualTo(130).And.Property("Error").Empty);
    }

    private async Task RefusedAsync(string words, int code, string said, CancellationToken cancellation)
    {
        var before = MachineState.Of(_scene.Test.Top, "unwanted");
        var ended = await _scene.RunAsync(words.Replace("ROOT", BusyboxRoot.Path).Split(' '), cancellation: cancellation);
        Assert.That((ended.Code, ended.Output), Is.EqualTo((code, "")), ended.Error);
        Assert.That(ended.Error, Does.Contain(said).And.Not.Contain("   at "));
        Assert.That(ended.Error.TrimEnd('\n').Split('\n'), Has.Length.LessThan(4), ended.Error);
        Assert.That(MachineState.Of(_scene.Test.Top, "unwanted"), Is.EqualTo(before));
    }
}
