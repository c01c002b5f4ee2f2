namespace Containment.Machine.Tests.Machines;

/// <summary>PCI devices that no test needs but those that give them to containers.</summary>
internal static class SpareDevices
{
    /// <summary>A virtio network card that is joined to nothing.</summary>
    public const string Card = "0000:00:10.0", CardAddress = "52:54:00:00:01:01";

    /// <summary>An NVMe disk of 16 MiB.</summary>
    public const string Nvme = "0000:00:11.0";

    public static IReadOnlyList<string> Arguments(string work)
    {
        using (var disk = File.Create(Path.Combine(work, "nvme"))) disk.SetLength(16 << 20);
        return
        [
            "-netdev", "hubport,id=spare,hubid=1", "-device", $"virtio-net-pci,netdev=spare,mac={CardAddress},bus=pcie.0,addr=0x10",
            "-drive", $"file={work}/nvme,format=raw,if=none,id=nvme,cache=unsafe", "-device", "nvme,serial=ct,drive=nvme,bus=pcie.0,addr=0x11",
        ];
    }
}
