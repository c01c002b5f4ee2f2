using System.Net;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Networks;

namespace Containment.Kernel.Tests.Networks;

/// <summary>Whole containers, by the command line in a network namespace of the test's own.</summary>
[Needs(Need.Root, Need.Bridge, Need.Nftables, Need.Busybox, Need.UserNamespaces, Need.Overlay)]
[CancelAfter(120_000)]
internal sealed class RulesOfContainersTests
{
    private const string Serves = "while :; do echo hello | nc -l -p 80; done";
    private readonly string _id = TestHost.NewId().Value, _other = TestHost.NewId().Value;
    private RulesScene _scene = null!;
    private ProgramScene _programs = null!;
    private string _before = "";

    [SetUp]
    public async Task Make()
    {
        (_scene, _programs) = (await RulesScene.MakeAsync(), new ProgramScene());
        _before = await _scene.StateAsync();
    }

    [TearDown]
    public async Task End()
    {
        foreach (var id in (string[])[_id, _other]) await CliAsync(default, "rm", "-f", id);
        await _programs.DisposeAsync();
        await _scene.DisposeAsync();
    }

    [Test]
    public async Task A_published_port_is_there_from_the_start_to_the_end_and_refused_to_another(CancellationToken ct)
    {
        Assert.That(await CliAsync(ct, Run(_id, 2)), Is.EqualTo(new Ended(0, $"{_id}\n", "")));
        Assert.That(await HelloAsync(ct), Is.EqualTo("hello\n"));
        Assert.That(await TrafficAsync(), Does.Contain("tbf").And.Contain("ingress"));
        var refused = await CliAsync(ct, Run(_other, 3));
        Assert.That((refused.Code, refused.Error), Is.EqualTo((125, refused.Error)));
        Assert.That(refused.Error, Does.Contain($"port 8080/tcp of this host is published for container {_id} already"));

        Assert.That((await CliAsync(ct, "kill", _id)).Code, Is.Zero);
        Assert.That((await CliAsync(ct, "start", _id)).Code, Is.Zero);
        Assert.That(await HelloAsync(ct), Is.EqualTo("hello\n"));
        Assert.That((await CliAsync(ct, "rm", "-f", _id)).Code, Is.Zero);
        Assert.That(await _scene.StateAsync(), Is.EqualTo(_before));
    }

    [Test]
    public async Task What_a_container_leaves_that_ended_while_nobody_looked_goes_when_the_host_is_opened(CancellationToken ct)
    {
        Assert.That((await CliAsync(ct, Run(_id, 2))).Code, Is.Zero);
        var line = (await CliAsync(ct, "ps")).Output.Split('\n').Single(line => line.StartsWith(_id, StringComparison.Ordinal));
        System.Diagnostics.Process.GetProcessById(int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2])).Kill();
        while ((await _scene.Network.HostLinksAsync()).Any(link => link.Name.StartsWith("ct", StringComparison.Ordinal) && link.Name != NetworkScene.Bridge)) await Task.Delay(20, ct);
        Assert.That(await _scene.StateAsync(), Is.Not.EqualTo(_before), "its rules are still there");
        Assert.That((await CliAsync(ct, "ps")).Code, Is.Zero);
        Assert.That(await _scene.StateAsync(), Is.EqualTo(_before));
    }

    [Test]
    [Needs(Need.Criu)]
    public async Task A_restored_container_has_its_rules_again_before_it_runs(CancellationToken ct)
    {
        Assert.That((await CliAsync(ct, Run(_id, 2))).Code, Is.Zero);
        Assert.That(await HelloAsync(ct), Is.EqualTo("hello\n"));
        var saved = await CliAsync(ct, "checkpoint", "--stop", _id);
        Assert.That((saved.Code, saved.Error), Is.EqualTo((0, "")));
        Assert.That(await _scene.StateAsync(), Is.EqualTo(_before), "while it is stopped");
        var restored = await CliAsync(ct, "restore", _id);
        Assert.That((restored.Code, restored.Error), Is.EqualTo((0, "")));
        Assert.That(await HelloAsync(ct), Is.EqualTo("hello\n"));
        Assert.That(await TrafficAsync(), Does.Contain("tbf").And.Contain("ingress"));
    }

    private static string[] Run(string id, int number) =>
        ["run", "-d", "-r", BusyboxRoot.Path, "-n", $"bridge={NetworkScene.Bridge},ip=10.9.0.{number}/24,gw=10.9.0.1,nat=true,in=drop,rule=drop out udp 53,out-rate=10M", "-p", "8080:80", id, "sh", "-c", Serves];

    private async Task<string> TrafficAsync() => await RulesScene.Run(_scene.Host, "tc", "qdisc show");

    // In the scene's network namespace, as everything that opens this host must be: elsewhere its links seem gone. Its own files of /proc and /sys are those of the machine, as for any process that is sent there.
    private async Task<Ended> CliAsync(CancellationToken ct, params string[] arguments)
    {
        using var program = new RunningProgram("nsenter", [$"--net=/proc/{Environment.ProcessId}/fd/{_scene.Host.Number}", Programs.Cli, .. arguments], _programs.Environment);
        program.Input.Close();
        return await program.WaitAsync(ct);
    }

    private async Task<string> HelloAsync(CancellationToken ct)
    {
        while (true)
        {
            using var client = await NetworkScene.SocketInAsync(_scene.Outside, System.Net.Sockets.AddressFamily.InterNetwork);
            try
            {
                await client.ConnectAsync(new IPEndPoint(RulesScene.Host4, 8080), ct);
                var buffer = new byte[16];
                return System.Text.Encoding.ASCII.GetString(buffer, 0, await client.ReceiveAsync(buffer, ct));
            }
            catch (System.Net.Sockets.SocketException)
            {
                // It is between two connections.
                await Task.Delay(20, ct);
            }
        }
    }
}
