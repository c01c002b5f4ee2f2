using System.Text.Json.Nodes;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Oci;

/// <summary>Containers without a mount namespace of their own mount where their caller sees it; nothing of that stays.</summary>
[Needs(Need.Root)]
[CancelAfter(60_000)]
internal sealed class SharedMountsTests
{
    private RuntimeScene _scene = null!;

    [SetUp]
    public void Open() => _scene = new();

    [TearDown]
    public void Close() => _scene.Dispose();

    private string[] Mounts() => [.. File.ReadAllLines("/proc/self/mountinfo").Where(line => line.Contains(_scene.Top, StringComparison.Ordinal))];

    private static void WithoutOwn(JsonObject config)
    {
        var namespaces = config["linux"]!["namespaces"]!.AsArray();
        namespaces.Remove(namespaces.Single(one => one!["type"]!.GetValue<string>() == "mount"));
    }

    [Test]
    public async Task Its_mounts_are_there_until_it_is_deleted()
    {
        var id = await _scene.RunAsync("sleep 1000", WithoutOwn);
        Assert.That(Mounts(), Has.Length.GreaterThan(1));
        Assert.That((await _scene.CallAsync("delete", "--force", id)).Code, Is.Zero);
        Assert.That(Mounts(), Is.Empty);
    }

    [Test]
    public async Task A_creation_that_fails_takes_its_mounts_back()
    {
        var bundle = _scene.Bundle("true", config =>
        {
            WithoutOwn(config);
            config["process"]!["args"] = new JsonArray("/bin/missing");
        });
        Assert.That((await _scene.CallAsync("create", "--bundle", bundle, _scene.NewId())).Code, Is.Not.Zero);
        Assert.That(Mounts(), Is.Empty);
    }

    [Test]
    public async Task What_was_mounted_on_the_root_before_stays()
    {
        var bundle = _scene.Bundle("true", WithoutOwn);
        var id = _scene.NewId();
        Bind($"{bundle}/rootfs", "--bind");
        try
        {
            var before = Mounts();
            Assert.That((await _scene.CallAsync("run", "--bundle", bundle, id)).Code, Is.Zero);
            Assert.That(Mounts(), Is.EqualTo(before));
        }
        finally
        {
            Bind($"{bundle}/rootfs", "-l");
        }
    }

    private static void Bind(string path, string how)
    {
        using var process = System.Diagnostics.Process.Start(how == "-l" ? "umount" : "mount", how == "-l" ? ["-l", path] : [how, path, path]);
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero);
    }
}
