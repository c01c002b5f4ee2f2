using Containment.Machine.Tests.Machines;

namespace Containment.Machine.Tests.Migration;

/// <summary>Makes both of two joined machines hosts that know and trust each other and receive containers: "a" and "b".</summary>
internal static class TrustingHosts
{
    /// <summary>Whether they are already is seen in the machines themselves.</summary>
    public static async Task PrepareAsync(MachineNetwork network, CancellationToken cancellation)
    {
        var (ofA, ofB) = (await network.A.DoAsync("containment host init", cancellation), await network.B.DoAsync("containment host init", cancellation));
        await ReadyAsync(network.A, MachineNetwork.AddressOfA, "b", ofB, cancellation);
        await ReadyAsync(network.B, MachineNetwork.AddressOfB, "a", ofA, cancellation);
    }

    /// <summary>What the one that receives has said.</summary>
    public static Task<string> SaidAsync(VirtualMachine machine, CancellationToken cancellation) => machine.DoAsync("cat /tmp/listening", cancellation);

    private static Task ReadyAsync(VirtualMachine machine, string address, string peer, string fingerprint, CancellationToken cancellation) => machine.DoAsync($$"""
        if [ -e /tmp/listening ]; then exit 0; fi
        containment host trust {{peer}} {{fingerprint}} || exit 1
        setsid containment host listen --address {{address}} > /tmp/listening 2>&1 &
        until grep -q received /tmp/listening; do sleep 0.2; done
        """, cancellation);
}
