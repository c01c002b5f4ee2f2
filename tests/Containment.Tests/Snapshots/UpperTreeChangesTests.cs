using Containment.Linux.Descriptors;
using Containment.Snapshots.Upper;

namespace Containment.Tests.Snapshots;

internal sealed class UpperTreeChangesTests
{
    private static readonly UpperEntry Root = new() { Path = default, Kind = UpperKind.Directory, Inode = 1 };

    [Test]
    public void Nothing_changed_between_equal_walks()
    {
        UpperEntry[] walk = [Root, Directory("d", 2), File("d/f", 3), Link("d/g", 3, "d/f"), new() { Path = "w", Kind = UpperKind.Whiteout, Inode = 9 }];
        Assert.That(Say(walk, walk), Is.EqualTo("-  +"));
    }

    [Test]
    public void A_file_written_in_place_is_applied_again_without_being_removed() =>
        Assert.That(Say([Root, File("f", 3)], [Root, File("f", 3, changed: 2)]), Is.EqualTo("-  + f"));

    [Test]
    public void A_file_replaced_by_rename_is_removed_first() =>
        Assert.That(Say([Root, File("f", 3)], [Root, File("f", 4)]), Is.EqualTo("- f + f"));

    [Test]
    public void Of_a_removed_directory_only_its_top_is_named() =>
        Assert.That(Say([Root, Directory("d", 2), Directory("d/e", 5), File("d/e/f", 3)], [Root]), Is.EqualTo("- d +"));

    [Test]
    public void A_directory_made_anew_is_not_emptied() =>
        Assert.That(Say([Root, Directory("d", 2), File("d/f", 3)], [Root, Directory("d", 7, changed: 2), File("d/f", 3)]), Is.EqualTo("-  + d"));

    [Test]
    public void A_directory_that_became_a_file_goes_with_all_below_it() =>
        Assert.That(Say([Root, Directory("d", 2), File("d/f", 3)], [Root, File("d", 9)]), Is.EqualTo("- d + d"));

    [Test]
    public void A_whiteout_in_a_files_place_replaces_it() =>
        Assert.That(Say([Root, File("f", 3)], [Root, new() { Path = "f", Kind = UpperKind.Whiteout, Inode = 9 }]), Is.EqualTo("- f + f"));

    [Test]
    public void A_new_first_name_of_a_file_makes_its_old_name_a_link_anew() =>
        Assert.That(Say([Root, File("b", 3)], [Root, File("a", 3, changed: 2), Link("b", 3, "a", changed: 2)]), Is.EqualTo("- b + a b"));

    [Test]
    public void A_link_whose_first_name_was_replaced_becomes_a_file() =>
        Assert.That(Say([Root, File("a", 3), Link("b", 3, "a")], [Root, File("a", 8), File("b", 3, changed: 2)]), Is.EqualTo("- a + a b"));

    [Test]
    public void A_link_of_its_own_file_stays_while_the_file_is_written_in_place() =>
        Assert.That(Say([Root, File("a", 3), Link("b", 3, "a")], [Root, File("a", 3, changed: 2), Link("b", 3, "a", changed: 2)]), Is.EqualTo("-  + a"));

    [Test]
    public void What_changed_as_late_as_the_walk_counts_as_changed_the_next_time()
    {
        UpperEntry[] walk = [Root, File("old", 3, changed: 9), File("new", 4, changed: 10), Link("second", 4, "new", changed: 10)];
        Assert.That(Say([.. UpperTreeChanges.Unsettle(walk, settled: 10)], walk), Is.EqualTo("-  + new"));
    }

    private static string Say(UpperEntry[] before, UpperEntry[] after)
    {
        var delta = UpperTreeChanges.Between(before, after);
        return $"- {string.Join(' ', delta.Removed)} + {string.Join(' ', delta.Changed.Select(entry => entry.Path))}".TrimEnd();
    }

    private static UpperEntry Directory(PathBytes path, ulong inode, long changed = 1) => new() { Path = path, Kind = UpperKind.Directory, Inode = inode, Changed = changed };

    private static UpperEntry File(PathBytes path, ulong inode, long changed = 1) => new() { Path = path, Kind = UpperKind.File, Inode = inode, Changed = changed };

    private static UpperEntry Link(PathBytes path, ulong inode, string to, long changed = 1) => new() { Path = path, Kind = UpperKind.HardLink, HardLinkOf = to, Inode = inode, Changed = changed };
}
