using System.Buffers.Binary;
using Containment.Checkpoints.Filling;
using Containment.Migration.Pages;
using Containment.Migration.Wire;

namespace Containment.Tests.Migration.Pages;

internal sealed class PageStoreTests
{
    private static readonly int Page = Environment.SystemPageSize;
    private string _directory = "";

    [SetUp]
    public void Begin() => _directory = Directory.CreateTempSubdirectory("ctpages-").FullName;

    [TearDown]
    public void End() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void A_page_is_kept_at_its_address_and_zeros_take_it_back()
    {
        using var store = new PageStore(_directory);
        store.Begin(new PageWord(PageWord.Kind.Content, 7).ToBytes());
        store.Chunk(3L * Page, Enumerable.Repeat((byte)5, 2 * Page).ToArray());
        store.Chunk(4L * Page, BitConverter.GetBytes((long)Page));
        using var file = File.OpenHandle(Path.Combine(_directory, "7"), share: FileShare.ReadWrite);
        var read = new byte[5 * Page];
        Assert.That(RandomAccess.Read(file, read, 0), Is.EqualTo(5 * Page));
        Assert.That(read.Chunk(Page).Select(page => page.Distinct().Single()), Is.EqualTo(new byte[] { 0, 0, 0, 5, 0 }));
    }

    [TestCase(1, 4096, TestName = "not at the beginning of a page")]
    [TestCase(0, 100, TestName = "not whole pages")]
    [TestCase(1L << 47, 4096, TestName = "where no process has memory")]
    [TestCase((1L << 47) - 4096, 8192, TestName = "beyond the end of memory")]
    public void Pages_out_of_place_are_refused(long address, int bytes)
    {
        using var store = new PageStore(_directory);
        store.Begin(new PageWord(PageWord.Kind.Content, 1).ToBytes());
        Assert.Throws<WireException>(() => store.Chunk(address, new byte[bytes]));
    }

    [TestCase(0)]
    [TestCase(-4096)]
    [TestCase(5)]
    [TestCase(long.MaxValue)]
    public void Zeros_of_an_impossible_length_are_refused(long bytes)
    {
        using var store = new PageStore(_directory);
        store.Begin(new PageWord(PageWord.Kind.Content, 1).ToBytes());
        Assert.Throws<WireException>(() => store.Chunk(0, BitConverter.GetBytes(bytes)));
    }

    [Test]
    public void Parts_that_overlap_or_go_back_are_refused()
    {
        using var store = new PageStore(_directory);
        store.Begin(new PageWord(PageWord.Kind.Parts, 1).ToBytes());
        store.Chunk(0, Part(Page, 2 * Page));
        Assert.Throws<WireException>(() => store.Chunk(0, Part(2 * Page, Page)));
        Assert.Throws<WireException>(() => store.Chunk(0, Part(0, Page)));
        Assert.Throws<WireException>(() => store.Chunk(0, Part(8 * Page, -Page)));
        Assert.Throws<WireException>(() => store.Chunk(0, new byte[15]));
        Assert.DoesNotThrow(() => store.Chunk(0, Part(3 * Page, Page)));
    }

    [Test]
    public void A_word_about_no_process_is_refused()
    {
        using var store = new PageStore(_directory);
        foreach (var header in (byte[][])[[], [1, 1, 0, 0], [4, 1, 0, 0, 0], [1, 0, 0, 0, 0], [1, 0xff, 0xff, 0xff, 0xff], [1, 1, 0, 0, 0, 0]]) Assert.Throws<WireException>(() => store.Begin(header));
    }

    [Test]
    public void Zeros_are_found_page_by_page()
    {
        var pages = new byte[5 * Page];
        (pages[(2 * Page) - 1], pages[2 * Page]) = (1, 1);
        Assert.That(ZeroRuns.Of(pages), Is.EqualTo(new[] { (0, Page, true), (Page, 2 * Page, false), (3 * Page, 2 * Page, true) }));
    }

    private static byte[] Part(long address, long bytes)
    {
        var part = new byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(part, address);
        BinaryPrimitives.WriteInt64LittleEndian(part.AsSpan(8), bytes);
        return part;
    }
}
