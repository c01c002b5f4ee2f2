using Containment.Bundles.Mounting;

namespace Containment.Tests.Bundles;

internal sealed class MountOptionsTests
{
    [Test]
    public void Flags_become_attributes_and_the_rest_goes_to_the_file_system()
    {
        var options = MountOptionsParser.Parse(["nosuid", "noexec", "nodev", "mode=1777", "size=65536k", "sync"]);
        Assert.That(options.Set, Is.EqualTo(MountAttributes.NoSuid | MountAttributes.NoExec | MountAttributes.NoDev));
        Assert.That(options.Data, Is.EqualTo(new FileSystemOption[] { new("mode", "1777"), new("size", "65536k"), new("sync", null) }));
    }

    [Test]
    public void The_later_of_two_opposites_wins()
    {
        var options = MountOptionsParser.Parse(["ro", "nosuid", "rw"]);
        Assert.That((options.Set, options.Clear), Is.EqualTo((MountAttributes.NoSuid, MountAttributes.ReadOnly)));
        options = MountOptionsParser.Parse(["rw", "ro"]);
        Assert.That((options.Set, options.Clear), Is.EqualTo((MountAttributes.ReadOnly, MountAttributes.None)));
    }

    [TestCase("noatime", MountAttributes.NoAtime)]
    [TestCase("strictatime", MountAttributes.StrictAtime)]
    [TestCase("relatime", MountAttributes.None)]
    public void A_policy_of_access_times_clears_the_whole_policy(string option, MountAttributes set)
    {
        var options = MountOptionsParser.Parse(["noatime", option]);
        Assert.That((options.Set, options.Clear), Is.EqualTo((set, MountAttributes.AtimePolicy)));
    }

    [Test]
    public void Recursive_attributes_are_kept_apart()
    {
        var options = MountOptionsParser.Parse(["rbind", "rro", "rnosuid", "noexec"]);
        Assert.That((options.Bind, options.Set, options.RecursiveSet), Is.EqualTo((BindKind.Recursive, MountAttributes.NoExec, MountAttributes.ReadOnly | MountAttributes.NoSuid)));
    }

    [Test]
    public void Propagation_keeps_its_order_and_depth() =>
        Assert.That(MountOptionsParser.Parse(["rprivate", "slave"]).Propagation, Is.EqualTo(new PropagationChange[] { new(Propagation.Private, true), new(Propagation.Slave, false) }));

    [TestCase("relatime")]
    [TestCase("remount")]
    [TestCase("ro")]
    [TestCase("rw")]
    public void A_word_that_begins_with_r_is_no_recursive_form_of_another(string option)
    {
        var options = MountOptionsParser.Parse([option]);
        Assert.That((options.RecursiveSet, options.RecursiveClear, options.Data.Count), Is.EqualTo((MountAttributes.None, MountAttributes.None, 0)));
    }

    [Test]
    public void Id_maps_and_copy_up_are_recognised()
    {
        var options = MountOptionsParser.Parse(["ridmap", "tmpcopyup"]);
        Assert.That((options.IdMap, options.CopyUp), Is.EqualTo((IdMapKind.Recursive, true)));
    }
}
