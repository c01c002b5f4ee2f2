namespace Containment.Machine.Tests.Machines;

/// <summary>Two machines, a and b, joined by a cable: two real hosts with a kernel each.</summary>
internal sealed class MachineNetwork : IAsyncDisposable
{
    private MachineNetwork(VirtualMachine a, VirtualMachine b) => (A, B) = (a, b);

    public const string AddressOfA = "10.9.0.1", AddressOfB = "10.9.0.2";

    public VirtualMachine A { get; }

    public VirtualMachine B { get; }

    /// <summary>Boots both at the same time.</summary>
    /// <param name="options">What each is to be; the name and the network card are filled in.</param>
    /// <param name="cancellation">Ends the waiting; whatever has begun is gone then.</param>
    public static async Task<MachineNetwork> StartAsync(MachineOptions options, CancellationToken cancellation)
    {
        var cable = $"containment-vm-{Guid.NewGuid():n}";
        var a = VirtualMachine.StartAsync(options with { Name = "a", Card = new(cable, Listens: true, $"{AddressOfA}/24") }, cancellation);
        var b = VirtualMachine.StartAsync(options with { Name = "b", Card = new(cable, Listens: false, $"{AddressOfB}/24") }, cancellation);
        try
        {
            await Task.WhenAll(a, b);
            return new MachineNetwork(await a, await b);
        }
        catch
        {
            foreach (var booted in (Task<VirtualMachine>[])[a, b])
                if (booted.IsCompletedSuccessfully) await (await booted).DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(A.DisposeAsync().AsTask(), B.DisposeAsync().AsTask());
}
