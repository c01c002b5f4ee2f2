using System.CommandLine;
using System.Net;
using Containment.Bundles;
using Containment.Cli.Options;
using Containment.Containers;
using Containment.Images;
using Containment.Resources;

namespace Containment.Tests.Cli;

internal sealed class SpecOptionsTests
{
    [Test]
    public void A_whole_description_is_read()
    {
        var spec = Read("--root", "/srv/root", "--memory", "256M", "--cpus", "1.5", "--pids", "64", "--hostname", "h", "-e", "A=b=c", "-w", "/work", "-u", "7:8",
            "-v", "/srv/data:/data:ro", "-n", "bridge=br0,ip=10.0.0.2/24,ip=fd00::2/64,gw=10.0.0.1,mtu=1400", "-l", "team=web", "--init", "--class", "memory=64M,cpu=0.5:200", "--merge-memory", "web", "sh", "-c", "--not-mine");
        Assert.Multiple(() =>
        {
            Assert.That(spec.Id.Value, Is.EqualTo("web"));
            Assert.That(spec.Root, Is.EqualTo(new RootSource.Directory("/srv/root")));
            Assert.That(spec.Process.Command, Is.EqualTo(new[] { "sh", "-c", "--not-mine" }));
            Assert.That(spec.Process.Environment["A"], Is.EqualTo("b=c"));
            Assert.That(spec.Process.WorkingDirectory, Is.EqualTo("/work"));
            Assert.That(spec.Process.User, Is.EqualTo("7:8"));
            Assert.That(spec.Limits.MemoryMax, Is.EqualTo(MemoryLimit.Parse("256M")));
            Assert.That(spec.Limits.Cpu, Is.EqualTo(CpuLimit.Of(1.5)));
            Assert.That(spec.Isolation.FirstProcess, Is.EqualTo(FirstProcess.Reaper));
            Assert.That(spec.Isolation.UserNamespace, Is.True);
            Assert.That(spec.Isolation.Mounts.Single(), Is.EqualTo(new MountSpec("/data", "/srv/data") { ReadOnly = true }));
            Assert.That(spec.Networks.Single().Addresses.Select(address => address.ToString()), Is.EqualTo(new[] { "10.0.0.2/24", "fd00::2/64" }));
            Assert.That(spec.Networks.Single().Gateways.Single(), Is.EqualTo(IPAddress.Parse("10.0.0.1")));
            Assert.That(spec.Networks.Single().Mtu, Is.EqualTo(1400));
            Assert.That(spec.Service, Is.EqualTo(new ServiceClass { MemoryGuarantee = MemoryLimit.MiB(64), CpuGuarantee = CpuLimit.Of(0.5), CpuWeight = new(200) }));
            Assert.That(spec.MergeMemory);
            Assert.That(spec.Labels["team"], Is.EqualTo("web"));
        });
    }

    [TestCase("--memory", "-5", "memory")]
    [TestCase("--cpus", "0", "cpu")]
    [TestCase("--pids", "many", "pids")]
    public void A_limit_that_makes_no_sense_is_refused_by_name(string option, string value, string field) =>
        Assert.That(Parse("--root", "/r", option, value, "web", "sh").Errors.Select(error => error.Message), Has.Some.StartsWith(field));

    [Test]
    public void A_name_with_a_slash_is_refused() =>
        Assert.That(Parse("--root", "/r", "a/b", "sh").Errors.Select(error => error.Message), Has.Some.StartsWith("id is \"a/b\""));

    [TestCase("ip=10.0.0.2/24")]
    [TestCase("bridge=br0,ip=10.0.0.2")]
    [TestCase("bridge=br0,colour=red")]
    public void A_network_that_can_not_be_read_is_refused(string text) =>
        Assert.That(() => NetworkText.Parse(text), Throws.InstanceOf<InvalidSpecException>());

    private static ContainerSpec Read(params string[] arguments)
    {
        var (options, command) = Make();
        var parsed = command.Parse(arguments);
        Assert.That(parsed.Errors, Is.Empty);
        return options.Read(parsed);
    }

    private static ParseResult Parse(params string[] arguments) => Make().Command.Parse(arguments);

    private static (SpecOptions Options, Command Command) Make()
    {
        var options = new SpecOptions();
        var command = new Command("run");
        options.AddTo(command);
        return (options, command);
    }
}
