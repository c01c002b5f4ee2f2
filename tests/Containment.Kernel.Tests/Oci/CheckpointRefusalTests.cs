using System.Text.Json;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Oci;

/// <summary>What <c>containment-oci checkpoint</c> and <c>restore</c> refuse, and what stays then.</summary>
[Needs(Need.Root, Need.Criu)]
[CancelAfter(120_000)]
internal sealed class CheckpointRefusalTests : CheckpointFixture
{
    [Test]
    public async Task What_the_kernel_can_not_give_is_said_in_CRIUs_words()
    {
        var (id, _, reader) = await RunAsync(Count);
        var (code, _, error) = await Scene.CallAsync("checkpoint", "--pre-dump", "--image-path", Images, id);
        if (code != 0) Assert.That(error, Does.Contain("criu failed").And.Contain("racking"), "this kernel does not tell which memory was written");
        Assert.That(await Scene.StatusAsync(id), Is.EqualTo("running"));
        await ReadAsync(reader, 5);
    }

    [Test]
    public async Task What_does_not_run_or_is_not_there_can_not_be_saved()
    {
        Assert.That((await Scene.CallAsync("checkpoint", "--image-path", Images, "nobody")).Error, Does.Contain("does not exist"));
        var id = Scene.NewId();
        await Scene.CallAsync("create", "--bundle", Scene.Bundle("exec sleep 1000"), id);
        Assert.That((await Scene.CallAsync("checkpoint", "--image-path", Images, id)).Error, Does.Contain("created"));
        await Scene.CallAsync("kill", id, "KILL");
        for (var n = 0; n < 200 && await Scene.StatusAsync(id) != "stopped"; n++) await Task.Delay(10);
        Assert.That((await Scene.CallAsync("checkpoint", "--image-path", Images, id)).Error, Does.Contain("stopped"));
    }

    [Test]
    public async Task What_can_not_be_saved_goes_on()
    {
        var (id, _, reader) = await RunAsync(Count);
        _ = Scene.CallAsync("exec", id, "sleep", "1000");
        for (var n = 0; n < 200 && JsonSerializer.Deserialize<int[]>((await Scene.CallAsync("ps", "-f", "json", id)).Output)!.Length < 3; n++) await Task.Delay(10);
        var (code, _, error) = await Scene.CallAsync("checkpoint", "--image-path", Images, id);
        Assert.That((code, error), Is.EqualTo((1, error)));
        Assert.That(error, Does.Contain("exec"));
        Assert.That(await Scene.StatusAsync(id), Is.EqualTo("running"));
        await ReadAsync(reader, 5);
    }

    [Test]
    public async Task A_restore_that_can_not_be_leaves_nothing()
    {
        var (id, bundle, _) = await RunAsync(Count);
        Assert.That((await Scene.CallAsync("checkpoint", "--leave-running", "--image-path", Images, id)).Code, Is.Zero);
        Assert.That((await Scene.CallAsync("restore", "-d", "--bundle", bundle, "--image-path", Images, id)).Error, Does.Contain("already exists"));
        var other = Scene.NewId();
        Assert.That((await Scene.CallAsync("restore", "-d", "--bundle", bundle, "--image-path", "/missing", other)).Error, Does.Contain("holds no checkpoint"));
        await Scene.CallAsync("kill", id, "KILL");
        for (var n = 0; n < 200 && await Scene.StatusAsync(id) != "stopped"; n++) await Task.Delay(10);
        File.WriteAllText($"{Images}/core-1.img", "damaged");
        var (code, _, error) = await Scene.CallAsync("restore", "-d", "--bundle", bundle, "--image-path", Images, other);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(error, Does.Contain("criu failed"));
        foreach (var file in (string[])["containment.json", "descriptors.json"])
        {
            File.WriteAllText($"{Images}/{file}", "{");
            Assert.That((await Scene.CallAsync("restore", "-d", "--bundle", bundle, "--image-path", Images, other)).Error, Does.Contain("is damaged"));
        }
        Assert.That((await Scene.CallAsync("state", other)).Error, Does.Contain("does not exist"));
        Assert.That(Directory.GetDirectories(Scene.State).Select(Path.GetFileName), Is.EqualTo((string[])[id]));
    }

    [TestCase("checkpoint", "--manage-cgroups-mode", "other")]
    [TestCase("checkpoint", "--empty-ns", "uts")]
    [TestCase("checkpoint", "--page-server", "nowhere")]
    [TestCase("checkpoint", "--status-fd", "99")]
    [TestCase("checkpoint", "--parent-path", "/absolute")]
    [TestCase("restore", "--lsm-mount-context", null)]
    public async Task Bad_input_is_refused(string command, string flag, string? value)
    {
        var (code, _, error) = await Scene.CallAsync(value is null ? [command, flag] : [command, flag, value, "nobody"]);
        Assert.That(code, Is.EqualTo(1));
        if (value is null) Assert.That(error, Does.Contain("flag needs an argument"), "podman looks for these words to know that pods can be restored");
        else Assert.That(error, Does.Not.Contain("does not exist"));
    }
}
