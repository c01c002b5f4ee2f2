using Containment.Migration.Wire;

namespace Containment.Tests.Migration;

internal sealed class PackingBookTests
{
    private const double Megabyte = 1e6;
    private const int Chunk = 256 * 1024;

    /// <summary>With compressors of 500 and 200 MB/s that leave 45 and 30 hundredths.</summary>
    [TestCase(3000, Packing.None)]
    [TestCase(800, Packing.None)]
    [TestCase(110, Packing.Lz4)]
    [TestCase(12, Packing.Zstd)]
    [TestCase(1, Packing.Zstd)]
    public void It_packs_where_the_link_is_slower_than_the_compressor(double link, int way)
    {
        var book = Measured(link);
        Assert.That(book.Choose(standing: false).Packing, Is.EqualTo((Packing)way));
    }

    [Test]
    public void Before_enough_was_sent_to_know_nothing_is_packed()
    {
        var book = PackingBook.New;
        for (var sent = 0; sent < 4 << 20; sent += Chunk)
        {
            (var way, book) = book.Choose(standing: false);
            Assert.That(way, Is.EqualTo(Packing.None));
            book = book.Sent(Chunk, TimeSpan.FromSeconds(1));
        }
    }

    [Test]
    public void What_does_not_get_smaller_is_no_longer_packed_and_looked_at_again_now_and_then()
    {
        var book = Measured(12);
        for (var at = 0; at < 40; at++)
        {
            book = book.Packed(Packing.Lz4, Chunk, Chunk, Took(Chunk, 500));
            book = book.Packed(Packing.Zstd, Chunk, Chunk, Took(Chunk, 200));
        }
        var (running, standing) = (0, 0);
        for (var at = 0; at < 640; at++)
        {
            if (book.Choose(standing: true).Packing != Packing.None) standing++;
            (var way, book) = book.Choose(standing: false);
            if (way != Packing.None) running++;
        }
        Assert.That((running, standing), Is.EqualTo((10, 0)), "while it stands still nothing is tried out");
    }

    [Test]
    public void A_link_that_becomes_slow_is_noticed_within_a_few_seconds()
    {
        var book = Measured(3000);
        var spent = 0.0;
        while (book.Choose(standing: true).Packing == Packing.None)
        {
            book = book.Sent(Chunk, Took(Chunk, 20));
            spent += Took(Chunk, 20).TotalSeconds;
        }
        Assert.That(spent, Is.LessThan(1));
    }

    private static PackingBook Measured(double link)
    {
        var book = PackingBook.New;
        for (var at = 0; at < 100; at++)
        {
            book = book.Sent(Chunk, Took(Chunk, link));
            book = book.Packed(Packing.Lz4, Chunk, Chunk * 45 / 100, Took(Chunk, 500));
            book = book.Packed(Packing.Zstd, Chunk, Chunk * 30 / 100, Took(Chunk, 200));
        }
        return book;
    }

    private static TimeSpan Took(int bytes, double megabytes) => TimeSpan.FromSeconds(bytes / (megabytes * Megabyte));
}
