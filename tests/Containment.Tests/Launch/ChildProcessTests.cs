using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Tests.Launch;

/// <summary>What processes that we begin need of this one.</summary>
[NonParallelizable]
internal sealed class ChildProcessTests
{
    [Test]
    public unsafe void The_end_of_a_child_is_heeded_though_SIGCHLD_was_ignored_when_we_were_begun()
    {
        const int childEnded = 17, ignored = 1;
        var before = stackalloc nint[LibCProcesses.SignalActionWords];
        var now = stackalloc nint[LibCProcesses.SignalActionWords];
        Assert.That(LibCProcesses.sigaction(childEnded, null, before), Is.Zero);
        try
        {
            _ = LibCProcesses.signal(childEnded, ignored);
            Orphans.HeedEnds();
            _ = LibCProcesses.sigaction(childEnded, null, now);
            Assert.That((long)now[0], Is.Zero);
        }
        finally
        {
            _ = LibCProcesses.sigaction(childEnded, before, null);
        }
        // What the runtime answers to it itself stays.
        Orphans.HeedEnds();
        _ = LibCProcesses.sigaction(childEnded, null, now);
        Assert.That((long)now[0], Is.EqualTo((long)before[0]));
    }

    [Test]
    public void No_copy_of_a_descriptor_stays_open_when_another_can_not_be_given()
    {
        var path = Path.GetTempFileName();
        try
        {
            using var file = File.OpenHandle(path);
            var number = (int)file.DangerousGetHandle();
            Assert.That(() => InitProcess.Start(number, number, 1_000_000), Throws.TypeOf<KernelRefusal>());
            Assert.That(Directory.EnumerateFiles("/proc/self/fd").Count(link => new FileInfo(link).LinkTarget == path), Is.EqualTo(1));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
