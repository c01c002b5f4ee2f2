using Containment.Resources.Memory;

namespace Containment.Tests.Resources;

internal sealed class MemoryReclaimTests
{
    [Test]
    public void On_v2_memory_is_asked_back_in_chunks()
    {
        using var files = new PlainFiles(("memory.current", "900\n"), ("memory.reclaim", ""));
        Assert.That(MemoryReclaim.Run(new(files.Directory, Unified: true), MemoryReclaim.Chunk + 5, "", CancellationToken.None), Is.Zero, "plain files reclaim nothing");
        Assert.That(files["memory.reclaim"], Is.EqualTo("5"), "the last chunk");
    }

    [Test]
    public void A_v2_kernel_that_cannot_is_told() =>
        Assert.That(Old, Throws.TypeOf<ContainmentException>().With.Property("Reason").EqualTo(FailureReason.Unsupported).And.Property("Subject").EqualTo("memory.reclaim"));

    [Test]
    public void On_v1_limit_and_killer_are_as_they_were_when_it_is_done()
    {
        using var files = new PlainFiles(("memory.usage_in_bytes", "5000000\n"), ("memory.limit_in_bytes", "8000000\n"), ("memory.oom_control", "oom_kill_disable 0\nunder_oom 0\n"));
        MemoryReclaim.Run(new(files.Directory, Unified: false), 1_000_000, files.Directory["note"], CancellationToken.None);
        Assert.That((files["memory.limit_in_bytes"], files["memory.oom_control"], files.Directory.Has("note")), Is.EqualTo(("8000000", "0", false)));
    }

    [Test]
    public void Where_processes_wait_anyway_they_go_on_to()
    {
        using var files = new PlainFiles(("memory.usage_in_bytes", "5000000\n"), ("memory.limit_in_bytes", "8000000\n"), ("memory.oom_control", "oom_kill_disable 1\nunder_oom 0\n"));
        MemoryReclaim.Run(new(files.Directory, Unified: false), 1_000_000, files.Directory["note"], CancellationToken.None);
        Assert.That(files["memory.oom_control"], Does.StartWith("oom_kill_disable 1"));
    }

    [Test]
    public void A_note_puts_back_what_it_names_and_nothing_else()
    {
        using var files = new PlainFiles(("memory.high", "5\n"), ("cgroup.procs", ""), ("note", "max memory.high\n1 cgroup.procs\nnonsense\n"));
        LoweringNote.Recover(files.Directory, files.Directory["note"]);
        Assert.That((files["memory.high"], files["cgroup.procs"], files.Directory.Has("note")), Is.EqualTo(("max", "", false)));
    }

    private static void Old()
    {
        using var files = new PlainFiles(("memory.current", "900\n"));
        MemoryReclaim.Run(new(files.Directory, Unified: true), 5, "", CancellationToken.None);
    }
}
