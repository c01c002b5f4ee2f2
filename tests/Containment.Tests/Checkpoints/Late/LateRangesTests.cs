using Containment.Checkpoints.Late;
using Containment.Linux.Memory;

namespace Containment.Tests.Checkpoints.Late;

internal sealed class LateRangesTests
{
    private const string Maps = """
        10000-20000 rw-p 00000000 00:00 0 
        20000-30000 rw-p 00000000 08:01 1234                     /lib/a file with spaces.so
        30000-40000 rw-p 00000000 00:00 0                        [heap]
        50000-60000 rw-s 00000000 00:01 77                       /dev/zero (deleted)
        7ff0000-7ff2000 r-xp 00000000 00:00 0                    [vdso]
        """;

    [Test]
    public void Only_pages_of_private_mappings_without_a_file_can_be_late()
    {
        var mappings = MemoryMapping.Parse(Maps);
        Assert.That(mappings[1], Is.EqualTo(new MemoryMapping(new(0x20000, 0x30000), IsPrivate: true, IsExecutable: false, IsAnonymous: false, "/lib/a file with spaces.so")));
        Assert.That(mappings.Select(mapping => mapping.HoldsOwnPages), Is.EqualTo((bool[])[true, true, true, false, false]));
        var ranges = LateRanges.Split(mappings, [new(0x18000, 0x28000), new(0x2f000, 0x31000), new(0x3f000, 0x51000), new(0x70000, 0x71000)]);
        Assert.That(ranges.Late, Is.EqualTo((PageRange[])[new(0x18000, 0x20000), new(0x30000, 0x31000), new(0x3f000, 0x40000)]));
        Assert.That(ranges.Mappings, Is.EqualTo((PageRange[])[new(0x10000, 0x20000), new(0x30000, 0x40000)]));
        Assert.That(ranges.AtOnce, Is.EqualTo((PageRange[])[new(0x20000, 0x28000), new(0x2f000, 0x30000), new(0x40000, 0x51000), new(0x70000, 0x71000)]));
    }
}
