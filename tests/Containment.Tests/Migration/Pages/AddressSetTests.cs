using Containment.Checkpoints.Filling;
using Containment.Migration.Pages;

namespace Containment.Tests.Migration.Pages;

internal sealed class AddressSetTests
{
    [Test]
    public void It_does_what_a_set_of_single_addresses_does([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        var (set, plain) = (new AddressSet(), new bool[64]);
        for (var step = 0; step < 200; step++)
        {
            var from = random.Next(64);
            var to = random.Next(from, 65);
            var add = random.Next(2) == 0;
            if (add) set.Add((ulong)from, (ulong)to);
            else set.Remove((ulong)from, (ulong)to);
            plain.AsSpan(from, to - from).Fill(add);
            Assert.That(set.Ranges.SelectMany(range => Enumerable.Range((int)range.From, (int)(range.To - range.From))), Is.EqualTo(Enumerable.Range(0, 64).Where(at => plain[at])));
            Assert.That(set.Bytes, Is.EqualTo(plain.Count(has => has)));
            // Neither touches the next.
            Assert.That(set.Ranges.Zip(set.Ranges.Skip(1)).All(pair => pair.First.To < pair.Second.From), Is.True);
            PagePart[] parts = [new((ulong)from, to - from, from, 0)];
            Assert.That(set.MissingOf(to > from ? parts : []).SelectMany(part => Enumerable.Range((int)part.Address, (int)part.Bytes)), Is.EqualTo(Enumerable.Range(from, to - from).Where(at => !plain[at])));
        }
    }
}
