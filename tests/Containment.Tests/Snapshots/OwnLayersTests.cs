using Containment.Snapshots;

namespace Containment.Tests.Snapshots;

internal sealed class OwnLayersTests
{
    [Test]
    public void What_was_written_to_is_sealed_and_a_new_layer_is_written_to()
    {
        var own = Take(new OwnLayers(), "a");
        Assert.That((own.Upper, own.Below, own.Head), Is.EqualTo((1, new[] { 0 }, "a")).Using<(int, IReadOnlyList<int>, string?), (int, int[], string)>((x, y) => x.Item1 == y.Item1 && x.Item2.SequenceEqual(y.Item2) && x.Item3 == y.Item3));
        Assert.That(own.Snapshots.Single().Layers, Is.EqualTo(new[] { 0 }));
    }

    [Test]
    public void A_snapshot_after_a_roll_back_is_a_sibling()
    {
        var own = Take(Take(new OwnLayers(), "a"), "b");
        own = Take(own.StandOn(own.Find("a")!.Layers, "a"), "c");
        Assert.That(own.Snapshots.Select(one => (one.Name, one.Parent)), Is.EqualTo(new (string, string?)[] { ("a", null), ("b", "a"), ("c", "a") }));
        Assert.That(own.Needed, Is.EquivalentTo(new[] { 0, 1, 3, 4 }), "2 was given up by the roll back");
    }

    [Test]
    public void Children_of_a_removed_snapshot_become_its_parents()
    {
        var own = Take(Take(Take(new OwnLayers(), "a"), "b"), "c").Remove("b");
        Assert.That(own.Snapshots.Select(one => (one.Name, one.Parent)), Is.EqualTo(new (string, string?)[] { ("a", null), ("c", "a") }));
        Assert.That(own.Remove("c").Head, Is.EqualTo("a"));
    }

    [Test]
    public void Layers_that_a_removed_snapshot_kept_apart_are_merged()
    {
        var own = Take(Take(Take(new OwnLayers(), "a"), "b"), "c").Remove("b");
        Assert.That(LayerPair.Next(own, mounted: false), Is.EqualTo(new LayerPair(2, 1)));
        Assert.That(LayerPair.Next(own, mounted: true), Is.Null, "a running container's layers must stay");
        own = own.Merge(new(2, 1), "seal", null);
        Assert.That(own.Below, Is.EqualTo(new[] { 4, 0 }));
        Assert.That(own.Find("c")!.Layers, Is.EqualTo(new[] { 4, 0 }));
        Assert.That(own.Sealed.Select(layer => layer.Number), Is.EquivalentTo(new[] { 0, 4 }));
        Assert.That(LayerPair.Next(own, mounted: false), Is.Null);
    }

    [Test]
    public void A_layer_on_which_two_branches_stand_is_merged_into_neither()
    {
        var own = Take(Take(new OwnLayers(), "a"), "b");
        own = Take(own.StandOn(own.Find("a")!.Layers, "a"), "c").Remove("a");
        Assert.That(LayerPair.Next(own, mounted: false), Is.Null);
        // With one branch gone nothing keeps the two apart any more.
        own = own.Remove("b");
        Assert.That(LayerPair.Next(own, mounted: false), Is.EqualTo(new LayerPair(3, 0)));
    }

    [Test]
    public void The_layer_that_a_container_stands_on_stays_as_it_is()
    {
        var own = Take(Take(new OwnLayers(), "a"), "b").Remove("a").Remove("b");
        Assert.That(LayerPair.Next(own, mounted: false), Is.EqualTo(new LayerPair(1, 0)), "the two below become one");
        own = own.Merge(new(1, 0), "seal", null);
        Assert.That((own.Below.Single(), own.Upper), Is.EqualTo((3, 2)));
        Assert.That(LayerPair.Next(own, mounted: false), Is.Null, "it is never merged into the layer that is written to");
    }

    [Test]
    public void Whatever_is_done_each_chain_shows_the_same_contents_and_no_number_comes_twice([Range(0, 19)] int seed)
    {
        // Contents are the set of what was ever sealed into a layer; a merge adds two up.
        var random = new Random(seed);
        var own = new OwnLayers();
        var contents = new Dictionary<int, int[]> { [0] = [0] };
        var expected = new Dictionary<string, int[]>();
        for (var step = 0; step < 60; step++)
        {
            var names = own.Snapshots.Select(one => one.Name).ToArray();
            switch (random.Next(5))
            {
                case 0 or 1:
                    own = Take(own, $"s{step}");
                    contents[own.Upper] = [own.Upper];
                    expected[$"s{step}"] = Contents(own.Find($"s{step}")!.Layers);
                    break;
                case 2 when names.Length > 0:
                    var to = names[random.Next(names.Length)];
                    own = own.StandOn(own.Find(to)!.Layers, to);
                    contents[own.Upper] = [own.Upper];
                    break;
                case 3 when names.Length > 0:
                    var gone = names[random.Next(names.Length)];
                    own = own.Remove(gone);
                    expected.Remove(gone);
                    break;
                case 4 when LayerPair.Next(own, mounted: false) is { } pair:
                    own = own.Merge(pair, "seal", null);
                    contents[own.Last] = [.. contents[pair.Above], .. contents[pair.Beneath]];
                    break;
            }
            foreach (var (name, layers) in expected) Assert.That(Contents(own.Find(name)!.Layers), Is.EqualTo(layers), name);
            Assert.That(own.Needed.Where(number => number != own.Upper), Is.EquivalentTo(own.Sealed.Select(layer => layer.Number)));
            Assert.That(own.Needed.All(number => number <= own.Last), Is.True);
        }

        int[] Contents(IReadOnlyList<int> chain) => [.. chain.SelectMany(number => contents[number])];
    }

    private static OwnLayers Take(OwnLayers own, string name)
    {
        own = own.Seal("seal", null);
        return own.Add(new SnapshotRecord { Name = name, TakenAt = DateTimeOffset.UnixEpoch, Layers = own.Below });
    }
}
