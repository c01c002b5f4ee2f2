namespace Containment.Tests.Volumes;

internal sealed class VolumeWordsTests
{
    [TestCase("/data", "/data")]
    [TestCase("/data/", "/data")]
    [TestCase("//srv//data", "/srv/data")]
    public void A_place_is_written_in_one_way(string typed, string target) => Assert.That(new VolumeMount("v", typed).Target, Is.EqualTo(target));

    [TestCase("")]
    [TestCase("/")]
    [TestCase("data")]
    [TestCase("/a/../b")]
    [TestCase("/a/./b")]
    public void A_place_that_is_none_is_refused(string typed) => Assert.Throws<InvalidSpecException>(() => new VolumeMount("v", typed));

    [TestCase("")]
    [TestCase("../v")]
    [TestCase("V")]
    [TestCase(".work")]
    [TestCase("a/b")]
    public void A_name_that_could_be_a_path_is_refused(string name) => Assert.Throws<InvalidSpecException>(() => new VolumeMount(name, "/data"));

    [Test]
    public void A_snapshot_is_named_by_two_names()
    {
        Assert.That(VolumeName.OfSnapshot("data@monday"), Is.EqualTo(("data", "monday")));
        foreach (var wrong in (string[])["data", "data@", "@monday", "a@b@c", "data@../x"]) Assert.Throws<InvalidSpecException>(() => VolumeName.OfSnapshot(wrong), wrong);
    }

    [Test]
    public void Sizes_and_modes_that_cant_be_are_refused()
    {
        Assert.Throws<InvalidSpecException>(() => new VolumeOptions { Size = 1000 });
        Assert.Throws<InvalidSpecException>(() => new VolumeOptions { Size = -1 });
        Assert.Throws<InvalidSpecException>(() => new VolumeOptions { Mode = 0x10000 });
        Assert.DoesNotThrow(() => new VolumeOptions { Size = null, Mode = 0xFFF });
    }
}
