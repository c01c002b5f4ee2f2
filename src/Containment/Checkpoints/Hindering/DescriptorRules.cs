using System.Globalization;
using Containment.Checkpoints.Criu;

namespace Containment.Checkpoints.Hindering;

/// <summary>What a process has open, sockets aside.</summary>
internal static class DescriptorRules
{
    private const string Anonymous = "anon_inode:", Devices = "/dev/";

    // Each was saved and brought back by CRIU 4.1.1.
    private static readonly HashSet<string> Saved = ["[eventfd]", "[eventpoll]", "[signalfd]", "[timerfd]", "[fanotify]", "[pidfd]", "inotify", "bpf-map"];
    private static readonly HashSet<string> Ordinary = ["null", "zero", "full", "random", "urandom", "tty", "console", "ptmx", "net/tun", "pts/ptmx"];

    private static readonly Dictionary<string, (string Code, string What, string Remedy)> Known = new()
    {
        ["[io_uring]"] = ("io-uring", "uses io_uring", "run the program without it (the default system call filter refuses it)"),
        ["[userfaultfd]"] = ("userfaultfd", "handles its own page faults (userfaultfd)", "run the program without it"),
        ["[perf_event]"] = ("perf-event", "measures by perf_event", "end what measures"),
        ["seccomp notify"] = ("seccomp-notify", "decides on system calls of others (seccomp notify)", "run what it supervises without it"),
    };

    public static IEnumerable<Hindrance> Of(ProcessFacts process, ContainerFacts facts)
    {
        // One of each kind says it all.
        // What the first process was given is known, and given again.
        var given = facts.Processes.Where(other => other.Pid == facts.Init).SelectMany(init => init.Descriptors).Where(descriptor => descriptor.Number <= 2).Select(descriptor => descriptor.Target).ToHashSet();
        foreach (var one in process.Descriptors.Where(descriptor => !given.Contains(descriptor.Target)).Select(descriptor => Judge(process, descriptor, facts)).OfType<Hindrance>().DistinctBy(one => one.Code)) yield return one;
    }

    private static Hindrance? Judge(ProcessFacts process, DescriptorFacts descriptor, ContainerFacts facts)
    {
        var target = descriptor.Target;
        if (target.StartsWith(Anonymous, StringComparison.Ordinal) && target[Anonymous.Length..] is var kind && !Saved.Contains(kind))
        {
            var (code, what, remedy) = Known.GetValueOrDefault(kind, ("descriptor", $"has a descriptor that CRIU does not know ({kind})", "let it do without, or stop the container"));
            return new(Weight.Refusal, code, $"{process} {what}, descriptor {descriptor.Number}", "CRIU can't save that", remedy);
        }
        if (target.StartsWith(Devices, StringComparison.Ordinal) && target[Devices.Length..] is var device && !Ordinary.Contains(device) && !device.StartsWith("pts/", StringComparison.Ordinal) && !device.StartsWith("shm/", StringComparison.Ordinal) && !device.StartsWith("mqueue/", StringComparison.Ordinal))
            return new(Weight.Refusal, "device-open", $"{process} has {target} open, descriptor {descriptor.Number}", "what a device holds can't be saved", "let it close it, or stop the container");
        if (descriptor.DeletedBytes > CriuRequests.LargestGhost)
            return new(Weight.Refusal, "deleted-file", string.Create(CultureInfo.InvariantCulture, $"{process} has a deleted file of {descriptor.DeletedBytes >> 20} MiB open, descriptor {descriptor.Number} ({target})"), $"nothing but the process has it, and more than {CriuRequests.LargestGhost >> 20} MiB are not put into images", "let it close the file, as by rotating its log");
        if (descriptor.Watches.FirstOrDefault(watch => watch.Path is null) is { } watch)
            return new(Weight.Refusal, "inotify", string.Create(CultureInfo.InvariantCulture, $"{process} watches by inotify what can't be found by name (inode {watch.Inode}), descriptor {descriptor.Number}"), "it was deleted, or is of proc, and can't be watched again after a restore", "let it stop watching, or start it anew");
        if (descriptor.Elsewhere)
            return new(Weight.Refusal, "foreign-file", $"{process} has {target} open, descriptor {descriptor.Number}, which is on no mount that it sees", "CRIU can't open it again: it came from outside, its file system was unmounted, or it is a message queue without /dev/mqueue", "let it close it, or mount that file system");
        if (facts.Outside.Contains(target))
            return descriptor.Protocol is null
                ? new(Weight.Doubt, "outside-pipe", $"{process} has a pipe to whoever began it by exec, descriptor {descriptor.Number}", "nobody is at its other end after a restore", "start it by a service of the container, or with its output in a file")
                : new(Weight.Refusal, "outside-socket", $"{process} has a unix socket whose other end is outside of the container, descriptor {descriptor.Number}", "that end stays where it is, and CRIU can't part the two", "let it close the connection");
        return null;
    }
}
