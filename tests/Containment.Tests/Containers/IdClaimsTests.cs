using Containment.Bundles;
using Containment.Containers.Storing;

namespace Containment.Tests.Containers;

/// <summary>Two hosts on one machine, and its users.</summary>
internal sealed class IdClaimsTests
{
    private string _directory = "";

    [SetUp]
    public void Make() => _directory = Directory.CreateTempSubdirectory("ct").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_directory, recursive: true);

    private async Task<uint> AllocateAsync(string host, string container, uint first = 100_000, IdRange? wish = null, uint count = 65_536)
    {
        var options = new ContainerHostOptions { StateDirectory = $"{_directory}/{host}", RuntimeDirectory = $"{_directory}/r", FirstSubordinateId = first };
        Directory.CreateDirectory(options.StateDirectory);
        return (await new IdPool(options, new IdClaims($"{_directory}/claims", $"{_directory}/subuid")).AllocateAsync(container, count, wish, default)).First;
    }

    [Test]
    public async Task Another_host_gets_other_ranges() =>
        Assert.That(((uint[])[await AllocateAsync("a", "x"), await AllocateAsync("b", "x"), await AllocateAsync("a", "y")]), Is.EqualTo(new uint[] { 100_000, 165_536, 231_072 }));

    [Test]
    public async Task Several_ranges_for_one_container_lie_one_after_the_other_and_are_found_around_what_is_taken()
    {
        // Another host's are in the second place.
        await AllocateAsync("b", "x", wish: new(165_536));
        Assert.That(((uint[])[await AllocateAsync("a", "x", count: 131_072), await AllocateAsync("a", "y"), await AllocateAsync("b", "y")]), Is.EqualTo(new uint[] { 231_072, 100_000, 362_144 }));
        Assert.That(await AllocateAsync("a", "z", wish: new(493_216, 131_072), count: 131_072), Is.EqualTo(493_216));
        Assert.That(await AllocateAsync("b", "z", wish: new(558_752)), Is.EqualTo(427_680), "the second of these two");
        var options = new ContainerHostOptions { StateDirectory = $"{_directory}/a", RuntimeDirectory = $"{_directory}/r" };
        await new IdPool(options, new IdClaims($"{_directory}/claims")).FreeAsync("x", default);
        Assert.That(await AllocateAsync("b", "w", count: 131_072), Is.EqualTo(231_072));
    }

    [Test]
    public async Task One_that_stays_open_sees_what_all_others_do()
    {
        IdPool Open(string host)
        {
            var options = new ContainerHostOptions { StateDirectory = $"{_directory}/{host}", RuntimeDirectory = $"{_directory}/r" };
            Directory.CreateDirectory(options.StateDirectory);
            return new(options, new IdClaims($"{_directory}/claims", $"{_directory}/subuid"));
        }

        async Task<uint> TakeAsync(IdPool pool, string container) => ((await pool.AllocateAsync(container, 65_536, null, default)).First - 100_000) / 65_536;
        var (open, again, other) = (Open("a"), Open("a"), Open("b"));
        Assert.That((await TakeAsync(open, "x"), await TakeAsync(open, "y")), Is.EqualTo((0u, 1u)));
        Assert.That((await TakeAsync(again, "z"), await TakeAsync(other, "x"), await TakeAsync(open, "w")), Is.EqualTo((2u, 3u, 4u)));
        await open.FreeAsync("y", default);
        await open.FreeAsync("nobody", default);
        Assert.That(await TakeAsync(other, "y"), Is.EqualTo(1u));
        Assert.That((await TakeAsync(open, "y"), await TakeAsync(again, "v")), Is.EqualTo((5u, 6u)));
        // One that was made elsewhere is freed here, and what was freed elsewhere is taken here.
        await open.FreeAsync("z", default);
        await again.FreeAsync("x", default);
        Assert.That((await TakeAsync(open, "u"), await TakeAsync(open, "t"), await TakeAsync(again, "s")), Is.EqualTo((0u, 2u, 7u)));
        var links = Directory.EnumerateFiles($"{_directory}/a/ids").ToDictionary(link => Path.GetFileName(link)!, link => new FileInfo(link).LinkTarget);
        Assert.That(links, Is.EquivalentTo(new Dictionary<string, string> { ["0"] = "u", ["2"] = "t", ["4"] = "w", ["5"] = "y", ["6"] = "v", ["7"] = "s" }));
    }

    [Test]
    public async Task Ranges_that_are_laid_out_otherwise_do_not_overlap_either()
    {
        await AllocateAsync("a", "x");
        Assert.That(await AllocateAsync("b", "x", first: 110_000), Is.EqualTo(175_536));
    }

    [Test]
    public async Task A_range_of_a_user_is_left_out_and_our_own_is_not()
    {
        File.WriteAllText($"{_directory}/subuid", "alice:100000:65536\ncontainment:165536:65536\nbob:240000:10\nno line\n");
        Assert.That(((uint[])[await AllocateAsync("a", "x"), await AllocateAsync("a", "y")]), Is.EqualTo(new uint[] { 165_536, 296_608 }));
    }

    [Test]
    public async Task What_a_host_that_is_gone_had_is_free()
    {
        await AllocateAsync("a", "x");
        Directory.Delete($"{_directory}/a", recursive: true);
        Assert.That(await AllocateAsync("b", "x"), Is.EqualTo(100_000));
    }

    [Test]
    public async Task A_host_of_before_there_were_claims_keeps_what_it_has()
    {
        Directory.CreateDirectory($"{_directory}/a/ids");
        File.CreateSymbolicLink($"{_directory}/a/ids/1", "old");
        Assert.That(await AllocateAsync("a", "x"), Is.EqualTo(100_000));
        Assert.That(((uint[])[await AllocateAsync("b", "x"), await AllocateAsync("b", "y")]), Is.EqualTo(new uint[] { 231_072, 296_608 }));
    }

    [Test]
    public async Task A_wish_for_what_another_has_is_answered_with_the_next()
    {
        await AllocateAsync("a", "x");
        Assert.That(await AllocateAsync("b", "x", wish: new(100_000)), Is.EqualTo(165_536));
        Assert.That(await AllocateAsync("b", "y", wish: new(100_000 + 5 * 65_536)), Is.EqualTo(100_000 + 5 * 65_536));
    }
}
