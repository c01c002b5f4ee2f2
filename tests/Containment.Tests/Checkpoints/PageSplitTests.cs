using Containment.Checkpoints.Criu;
using Containment.Checkpoints.Criu.Messages;
using Containment.Checkpoints.Filling;
using Google.Protobuf;

namespace Containment.Tests.Checkpoints;

internal sealed class PageSplitTests
{
    private const uint Late = 6, Now = 4, Anonymous = 0x201, File = 0x41;

    [Test]
    public void What_may_come_late_is_ours_and_has_its_place_in_the_image() =>
        Assert.That(Say([Entry(2, 1, Now), Entry(10, 4), Entry(30, 2)], [Mapping(0, 5, File), Mapping(10, 14), Mapping(30, 40)]), Is.EqualTo("criu 2+1@0 ours 10+4@1 30+2@5"));

    [Test]
    public void Each_mapping_is_judged_by_itself() =>
        Assert.That(Say([Entry(10, 9)], [Mapping(10, 12), Mapping(12, 13, protection: 1), Mapping(13, 15), Mapping(15, 16, flags: 0x100), Mapping(16, 17, File), Mapping(17, 18, advice: 1 << 14), Mapping(18, 19)]),
            Is.EqualTo("criu 12+1@2 15+3@5 ours 10+2@0 13+2@3 18+1@8"));

    [Test]
    public void What_is_in_no_mapping_is_left_for_CRIU_to_refuse() =>
        Assert.That(Say([Entry(8, 6)], [Mapping(10, 12)]), Is.EqualTo("criu 8+2@0 12+2@4 ours 10+2@2"));

    [Test]
    public void What_two_processes_may_share_stays_with_CRIU() =>
        Assert.That(Say([Entry(10, 2), Entry(20, 2)], [Mapping(10, 12), Mapping(20, 22)], shared: 20), Is.EqualTo("criu 20+2@2 ours 10+2@0"));

    [TestCase(10, "criu 10+1@0 ours 11+3@1")]
    [TestCase(11, "criu 11+1@1 ours 10+1@0 12+2@2")]
    [TestCase(13, "criu 13+1@3 ours 10+3@0")]
    public void A_page_that_the_kernel_writes_to_stays_with_CRIU(int page, string expected) =>
        Assert.That(Say([Entry(10, 4)], [Mapping(10, 14)], written: page), Is.EqualTo(expected));

    [Test]
    public void CRIU_always_gets_a_page() => Assert.That(Say([Entry(10, 4)], [Mapping(10, 14)]), Is.EqualTo("criu 10+1@0 ours 11+3@1"));

    [Test]
    public void What_CRIU_left_in_the_process_is_at_its_own_address() =>
        Assert.That(Say([Entry(10, 4, 1), Entry(20, 2, Now), Entry(30, 4, 1)], [Mapping(10, 14), Mapping(20, 22, File), Mapping(30, 31, File), Mapping(31, 34)]), Is.EqualTo("criu 20+2@0 30+1@30 ours 10+4@10 31+3@31"));

    [TestCase(0x2022u, "criu 10+4@10 ours ", TestName = "what is locked in memory comes with CRIU")]
    [TestCase(2u, "criu 10+4@10 ours ", TestName = "what is not anonymous comes with CRIU")]
    public void What_was_left_may_come_late_by_CRIUs_rule(uint flags, string expected) =>
        Assert.That(Say([Entry(10, 4, 1)], [Mapping(10, 14, flags: flags)]), Is.EqualTo(expected));

    [Test]
    public void A_pagemap_of_another_form_is_left_alone()
    {
        Assert.That(Say([Entry(10, 4, 7)], [Mapping(10, 14)]), Is.EqualTo("none"));
        Assert.That(Say([Entry(10, 4), Entry(9, 1)], [Mapping(9, 14)]), Is.EqualTo("none"));
        Assert.That(Say([Entry(10, 4, 0)], [Mapping(10, 14)]), Is.EqualTo("none"));
        Assert.That(Say([new() { Address = 10 << 12, Pages = 1, Flags = 4, InParent = false }], [Mapping(10, 14)]), Is.EqualTo("none"));
    }

    [Test]
    public void The_messages_of_an_image_are_read_and_written([Values] bool common)
    {
        byte[] head = common ? [0x19, 0x43, 0x56, 0x54, 1, 1, 1, 1] : [1, 1, 1, 1];
        var image = ImageFile.With(head, [new PagemapHead { PagesId = 7 }, Entry(10, 4)]);
        Assert.That(image[..head.Length], Is.EqualTo(head));
        var messages = ImageFile.Messages(image);
        Assert.That((messages.Count, PagemapHead.Parser.ParseFrom(messages[0].Span).PagesId, PagemapEntry.Parser.ParseFrom(messages[1].Span).Pages), Is.EqualTo((2, 7u, 4u)));
        foreach (var length in (int[])[0, head.Length - 1, head.Length + 1, image.Length - 1]) Assert.Throws<InvalidDataException>(() => ImageFile.Messages(image.AsMemory(0, length)));
    }

    private static PagemapEntry Entry(ulong page, uint pages, uint flags = Late) => new() { Address = page << 12, Pages = pages, Flags = flags };

    private static MappingEntry Mapping(ulong from, ulong to, uint status = Anonymous, uint protection = 3, uint flags = 0x22, ulong advice = 0) =>
        new() { Start = from << 12, End = to << 12, Status = status, Protection = protection, Flags = flags, Advice = advice };

    private static string Say(PagemapEntry[] pagemap, MappingEntry[] mappings, ulong shared = 0, int? written = null)
    {
        var split = PageSplit.Of(pagemap, mappings, mapping => mapping.Start >> 12 == shared, written is { } page ? new HashSet<ulong> { ((ulong)page << 12) + 8 } : new HashSet<ulong>());
        return split is null ? "none" : $"criu {Parts(split.Criu)} ours {Parts(split.Ours)}";
    }

    private static string Parts(IEnumerable<PagePart> parts) => string.Join(' ', parts.Select(part => $"{part.Address >> 12}+{part.Bytes >> 12}@{part.Offset >> 12}"));
}
