using Containment.Devices;
using Containment.Devices.Lending;
using Containment.Networks;

namespace Containment.Tests.Devices;

/// <summary>The note of what is lent.</summary>
internal sealed class LoanBookTests
{
    private string _top = "";

    [SetUp]
    public void Open() => _top = Directory.CreateTempSubdirectory("ctloan").FullName;

    [TearDown]
    public void Close() => Directory.Delete(_top, recursive: true);

    [Test]
    public void What_is_written_is_read_and_nothing_is_left_when_all_is_given_back()
    {
        var book = new LoanBook(new() { RuntimeDirectory = _top });
        var loan = new DeviceLoan(DeviceSpec.Parse("0000:03:00.0,vf=1,name=lan0"))
        {
            Addresses = ["0000:03:10.4"], Nodes = [new("/dev/a", "/dev/b", 'c', 10, 229) { Access = "r", Uid = 7 }], Mounts = ["/opt/x"], Drivers = [new("0000:03:10.4", null), new("0000:03:10.0", "igbvf")],
            Links = [new LentLink("eth1", "lan0", "m:eth1") { HardwareAddress = "02:00:00:00:00:01", Mtu = 1500, Parent = "0000:03:10.4" }], FunctionsOf = "0000:03:00.0",
        };
        book.Put("web", loan);
        book.Put("web", new DeviceLoan(DeviceSpec.Parse("kvm")));
        book.Put("web", loan with { FunctionsOf = null });
        var read = book.Read("web");
        Assert.That(read.Select(one => one.Spec.Name), Is.EqualTo(new[] { "kvm", "0000:03:00.0,vf=1" }));
        var back = read[1];
        Assert.That((back.Spec, back.Nodes[0], back.Links[0], back.Drivers[0], back.Drivers[1], back.FunctionsOf), Is.EqualTo((loan.Spec, loan.Nodes[0], loan.Links[0], loan.Drivers[0], loan.Drivers[1], (string?)null)));
        Assert.That(book.Borrowers(), Is.EqualTo(new ContainerId[] { "web" }));
        foreach (var one in read) book.Remove("web", one);
        Assert.That((book.Read("web"), Directory.GetFileSystemEntries(_top)), Is.EqualTo((Array.Empty<DeviceLoan>(), Array.Empty<string>())));
    }

    [TestCase("{")]
    [TestCase("[{\"Spec\":\"/etc/passwd\"}]")]
    [TestCase("[null]")]
    public void A_damaged_note_is_named(string text)
    {
        File.WriteAllText(Path.Combine(_top, "web.devices"), text);
        Assert.That(Assert.Throws<ContainmentException>(() => new LoanBook(new() { RuntimeDirectory = _top }).Read("web"))!.Reason, Is.EqualTo(FailureReason.Corrupt));
    }
}
