using System.Text.Json.Nodes;
using Containment.Kernel.Tests.Needs;
using Containment.Machine.Tests.Machines;

namespace Containment.Machine.Tests.Resources;

/// <summary>What is used, and what is told of it, where the controllers are in v2.</summary>
[Needs(Need.VirtualMachine), CancelAfter(400_000)]
internal sealed class UsageTests : TestOnMachine
{
    [Test]
    public async Task Top_shows_what_the_files_of_v2_say()
    {
        await BeginAsync("--memory 64M --cpus 0.5", "sh -c 'while :; do :; done'");
        var top = JsonNode.Parse(await DoAsync("containment top --once --json --interval 3"))!;
        var one = top["containers"]!.AsArray().Single(container => container!["id"]!.GetValue<string>() == Id)!;
        Assert.Multiple(() =>
        {
            Assert.That(one["cpuCores"]!.GetValue<double>(), Is.InRange(0.02, 0.7));
            Assert.That(one["throttledSeconds"]!.GetValue<double>(), Is.Positive);
            Assert.That(one["memoryBytes"]!.GetValue<long>(), Is.InRange(1, 64 << 20));
            Assert.That(one["anonymousBytes"]!.GetValue<long>(), Is.Positive);
            Assert.That(one["readBytesPerSecond"], Is.Not.Null);
            Assert.That(one["pids"]!.GetValue<int>(), Is.EqualTo(1));
            Assert.That(one["cpuPressure"]!["someSeconds"]!.GetValue<double>(), Is.Positive);
        });
    }

    [Test]
    public async Task Kills_refused_forks_and_pressure_are_told()
    {
        await DoAsync($"mkdir -p /tmp/{Id}; containment events --json -c {Id} --pressure cpu:some:100ms/1s > /tmp/{Id}/events 2>&1 & echo $! > /tmp/{Id}/pid; sleep 3");
        await BeginAsync("--memory 24M --swap 0 --pids 5 --cpus 0.3", "sh -c 'while :; do head -c 100000000 /dev/zero | tail -c 90000000 > /dev/null; sleep 1; done'");
        await DoAsync($"for i in 1 2 3 4 5 6; do containment exec {Id} sleep 1000 & done; true");
        foreach (var kind in (string[])["OutOfMemoryKill", "MemoryMaxReached", "ForkRefused", "CpuThrottled", "Pressure"])
            await DoAsync($"n=0; while ! grep -q '\"{kind}\"' /tmp/{Id}/events; do sleep 1; n=$((n + 1)); [ $n -lt 60 ] || {{ cat /tmp/{Id}/events; exit 1; }}; done");
        await DoAsync($"kill $(cat /tmp/{Id}/pid)");
    }
}
