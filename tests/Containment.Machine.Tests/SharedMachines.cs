using Containment.Machine.Tests.Machines;

namespace Containment.Machine.Tests;

/// <summary>
/// The machines that tests share, since a boot takes longer than most of them: booted for the first test that asks, ended after
/// the last. In this namespace, so that it is of all tests. Tests run one at a time.
/// </summary>
[SetUpFixture]
internal sealed class SharedMachines
{
    private static readonly List<IAsyncDisposable> Booted = [];

    /// <summary>A machine with one CPU, 1 GiB, and a disk of 256 MiB (<see cref="Disk"/>), and PCI devices to give away (<see cref="SpareDevices"/>).</summary>
    public static Task<VirtualMachine> OneAsync(CancellationToken cancellation) =>
        GetAsync(() => VirtualMachine.StartAsync(new MachineOptions { Name = "shared", Disk = 256, Spare = true }, cancellation));

    /// <summary>Two that are joined, of one CPU and 1 GiB each, with a Debian root file system that has redis-server at <see cref="GuestPaths.Redis"/> where this machine has it.</summary>
    public static Task<MachineNetwork> JoinedAsync(CancellationToken cancellation) =>
        GetAsync(() => MachineNetwork.StartAsync(new MachineOptions { Shares = Directory.Exists(Kernel.Tests.Needs.Machine.RedisRoot) ? [new(GuestPaths.RedisTag, Kernel.Tests.Needs.Machine.RedisRoot, Fixed: true)] : [] }, cancellation));

    [OneTimeTearDown]
    public async Task End()
    {
        foreach (var machine in Booted) await machine.DisposeAsync();
    }

    private static async Task<T> GetAsync<T>(Func<Task<T>> boot) where T : IAsyncDisposable
    {
        if (Booted.OfType<T>().FirstOrDefault() is { } booted) return booted;
        var machine = await boot();
        Booted.Add(machine);
        return machine;
    }
}
