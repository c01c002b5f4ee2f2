using Containment.Kernel.Tests.Needs;
using Containment.Machine.Tests.Machines;

namespace Containment.Machine.Tests.Checkpoints;

/// <summary>On a kernel that marks written pages; the suite of all trackers is DirtyTrackerTests.</summary>
[Needs(Need.VirtualMachine), CancelAfter(200_000)]
internal sealed class WrittenPagesTests : TestOnMachine
{
    [Test]
    public async Task Marks_tell_which_pages_were_written_since_they_were_last_read()
    {
        var found = await ProbeAsync("written-pages");
        Assert.That(found["choice"], Is.EqualTo("SoftDirty"), found["powers"]);
        Assert.That((found["first"], found["nothing"], found["two"], found["again"]), Is.EqualTo(("0 1 2 3", "", "3 40", "3")));
    }
}
