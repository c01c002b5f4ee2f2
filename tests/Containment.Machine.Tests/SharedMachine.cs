using Containment.Machine.Tests.Machines;

namespace Containment.Machine.Tests;

/// <summary>The one machine that tests share, since a boot takes longer than most of them: booted for the first that asks, ended after the last. In this namespace, so that it is of all tests.</summary>
[SetUpFixture]
internal sealed class SharedMachine
{
    private static readonly List<VirtualMachine> Booted = [];

    /// <summary>For tests, which run one at a time. It has one CPU, 1 GiB, and a disk of 256 MiB (<see cref="Disk"/>).</summary>
    public static async Task<VirtualMachine> GetAsync(CancellationToken cancellation)
    {
        if (Booted.Count == 0) Booted.Add(await VirtualMachine.StartAsync(new MachineOptions { Name = "shared", Disk = 256 }, cancellation));
        return Booted[0];
    }

    [OneTimeTearDown]
    public async Task End()
    {
        foreach (var machine in Booted) await machine.DisposeAsync();
    }
}
