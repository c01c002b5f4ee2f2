using Containment.Resources;
using Containment.Resources.Writes;

namespace Containment.Tests.Resources;

internal sealed class CgroupTransactionTests
{
    [Test]
    public void What_was_written_is_put_back_when_a_later_write_is_refused()
    {
        using var files = new PlainFiles(("cpu.weight", "100\n"), ("cpu.max", "max 100000\n"), ("pids.max", "max\n"));
        var refused = Assert.Throws<KernelException>(() =>
        {
            using var transaction = new CgroupTransaction();
            transaction.Write(new(files.Directory, "cpu.weight", "7"));
            transaction.Write(new(files.Directory, "pids.max", "9"));
            Assert.That(files["pids.max"], Is.EqualTo("9"));
            transaction.Write(new(files.Directory, "missing", "1"));
        });
        Assert.That(refused!.ErrorName, Is.EqualTo("ENOENT"));
        Assert.That(refused.Message, Does.Contain("missing"));
        Assert.That((files["cpu.weight"], files["pids.max"]), Is.EqualTo(("100", "max")));
    }

    [Test]
    public void What_is_committed_stays()
    {
        using var files = new PlainFiles(("pids.max", "max\n"));
        using (var transaction = new CgroupTransaction())
        {
            transaction.Write(new(files.Directory, "pids.max", "9"));
            transaction.Commit();
        }
        Assert.That(files["pids.max"], Is.EqualTo("9"));
    }

    [TestCase("io.max", "8:0 rbps=5", "8:0 rbps=1 wbps=max riops=max wiops=max\n9:0 rbps=2\n", "8:0 rbps=1 wbps=max riops=max wiops=max")]
    [TestCase("io.max", "8:0 rbps=5", "", "8:0 rbps=max wbps=max riops=max wiops=max")]
    [TestCase("blkio.throttle.read_bps_device", "8:0 5", "9:0 1\n8:0 3\n", "8:0 3")]
    [TestCase("blkio.throttle.read_bps_device", "8:0 5", "", "8:0 0")]
    [TestCase("io.weight", "default 5", "default 100\n8:0 50\n", "default 100")]
    [TestCase("io.weight", "8:0 300", "default 100\n8:0 50\n", "8:0 50")]
    [TestCase("io.bfq.weight", "8:0 300", "default 100\n", "8:0 default")]
    [TestCase("blkio.bfq.weight_device", "8:0 300", "", "8:0 default")]
    [TestCase("cpuset.cpus", "0", "\n", "\n")]
    [TestCase("memory.max", "5", "max\n", "max")]
    public void A_file_is_put_back_in_its_own_form(string file, string value, string before, string undo) =>
        Assert.That(CgroupUndo.Of(new(new("/x"), file, value), before).Value, Is.EqualTo(undo));
}
