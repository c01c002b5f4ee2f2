using Containment.Snapshots.Upper;

namespace Containment.Tests.Snapshots;

internal sealed class ContentDigestTests
{
    [Test]
    public void The_digest_does_not_depend_on_how_the_data_was_cut() =>
        Assert.That(Of(100, (0, "abcdef"), (50, "xy")), Is.EqualTo(Of(100, (0, "ab"), (2, "cdef"), (50, "x"), (51, "y"))));

    [Test]
    public void Other_places_another_length_or_other_data_give_another_digest()
    {
        var digests = new[] { Of(100, (0, "ab")), Of(100, (1, "ab")), Of(101, (0, "ab")), Of(100, (0, "ac")), Of(100), Of(100, (0, "a"), (2, "b")) };
        Assert.That(digests.Distinct().Count(), Is.EqualTo(digests.Length));
    }

    private static string Of(long size, params (long Offset, string Data)[] parts)
    {
        using var digest = new ContentDigest();
        foreach (var (offset, data) in parts) digest.Append(offset, System.Text.Encoding.ASCII.GetBytes(data));
        return Convert.ToHexString(digest.Finish(size));
    }
}
