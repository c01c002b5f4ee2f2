using System.Text.Json.Nodes;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Oci;

/// <summary>process.cwd, of users who may not enter it, and of those who alone may.</summary>
[Needs(Need.Root)]
[CancelAfter(60_000)]
internal sealed class WorkingDirectoryTests
{
    private RuntimeScene _scene = null!;

    [SetUp]
    public void Open() => _scene = new();

    [TearDown]
    public void Close() => _scene.Dispose();

    private string Bundle(string script, string directory)
    {
        var bundle = _scene.Bundle(script, config =>
        {
            config["process"]!["cwd"] = directory;
            config["process"]!["user"] = new JsonObject { ["uid"] = 1000, ["gid"] = 1000 };
            config["process"]!["capabilities"] = RuntimeScene.Sets();
        });
        File.SetUnixFileMode(Directory.CreateDirectory($"{bundle}/rootfs/shut").FullName, (UnixFileMode)0b111_000_000);
        File.WriteAllText($"{bundle}/rootfs/shut/note", "");
        return bundle;
    }

    [Test]
    public async Task One_that_only_root_may_enter_is_entered()
    {
        var (code, output, error) = await _scene.CallAsync("run", "--bundle", Bundle("cat note 2>/dev/null || echo shut", "/shut"), _scene.NewId());
        Assert.That((code, output), Is.EqualTo((0, "shut\n")), error);
    }

    [Test]
    public async Task A_command_enters_it_too()
    {
        var id = _scene.NewId();
        Assert.That((await _scene.CallAsync("run", "-d", "--bundle", Bundle("exec sleep 1000", "/shut"), id)).Code, Is.Zero);
        Assert.That((await _scene.CallAsync("exec", "--cwd", "/shut", "--user", "1000", id, "sh", "-c", "echo in")).Output, Is.EqualTo("in\n"));
    }

    [Test]
    public async Task One_that_is_missing_is_an_error()
    {
        var (code, _, error) = await _scene.CallAsync("run", "--bundle", Bundle("true", "/missing"), _scene.NewId());
        Assert.That((code, error.Contains("/missing", StringComparison.Ordinal)), Is.EqualTo((1, true)), error);
    }
}
