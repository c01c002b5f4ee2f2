using System.Globalization;

namespace Containment.Machine.Tests.Machines;

/// <summary>The command line of QEMU for a machine without KVM: what each part is for is in docs/decisions/virtual-machine.md.</summary>
internal static class QemuArguments
{
    public const string Root = "vmroot", Job = "job";

    /// <param name="options">The machine.</param>
    /// <param name="kernel">The kernel's file.</param>
    /// <param name="work">The directory for sockets, console and disk.</param>
    /// <param name="shares">The tags of all shares, the root and the jobs among them; TAG.sock in the work directory is its server's socket.</param>
    public static IReadOnlyList<string> Of(MachineOptions options, string kernel, string work, IEnumerable<string> shares)
    {
        var memory = $"{options.Memory.ToString(CultureInfo.InvariantCulture)}M";
        string[] tags = [.. shares];
        List<string> arguments =
        [
            "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none", "-monitor", "none",
            "-machine", "q35,hpet=off,vmport=off,memory-backend=memory", "-accel", "tcg,thread=multi,tb-size=256", "-cpu", "max",
            "-smp", options.Cpus.ToString(CultureInfo.InvariantCulture), "-m", memory,
            "-object", $"memory-backend-memfd,id=memory,size={memory},share=on",
            "-kernel", kernel, "-append", CommandLine(options, tags),
            "-chardev", $"file,id=console,path={work}/console", "-serial", "chardev:console",
            "-chardev", $"socket,id=agent,path={work}/agent.sock,server=on,wait=off", "-serial", "chardev:agent",
        ];
        foreach (var tag in tags)
            arguments.AddRange(["-chardev", $"socket,id=share-{tag},path={work}/{tag}.sock", "-device", $"vhost-user-fs-pci,chardev=share-{tag},tag={tag},queue-size=1024"]);
        if (options.Disk > 0)
            arguments.AddRange(["-drive", $"file={work}/disk,format=raw,if=none,id=disk,cache=unsafe", "-device", "virtio-blk-pci,drive=disk"]);
        if (options.Spare) arguments.AddRange(SpareDevices.Arguments(work));
        if (options.Card is { } card)
        {
            var end = card.Listens ? "server=on" : "server=off,reconnect-ms=200";
            arguments.AddRange(["-netdev", $"stream,id=cable,{end},addr.type=unix,addr.path={card.Socket},addr.abstract=on", "-device", $"virtio-net-pci,netdev=cable,mac={(card.Listens ? "52:54:00:00:00:01" : "52:54:00:00:00:02")}"]);
        }
        return arguments;
    }

    private static string CommandLine(MachineOptions options, IEnumerable<string> tags) =>
        $"console=ttyS0 quiet loglevel=4 panic=-1 root={Root} rootfstype=virtiofs ro init=/usr/sbin/first net.ifnames=0 mitigations=off no_timer_check cryptomgr.notests"
        + $" machine.name={options.Name} machine.address={options.Card?.Address} machine.shares={string.Join(',', tags.Except([Root, Job]))}";
}
