using Containment.Kernel.Tests.Images;
using Containment.Kernel.Tests.Needs;
using Containment.Tests.Images;

namespace Containment.Kernel.Tests.Cli;

/// <summary>containment image, as it is typed.</summary>
[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.UserNamespaces, Need.Registry)]
internal sealed class CliImageTests
{
    private const int Limit = 120_000;

    [Test]
    [CancelAfter(Limit)]
    public async Task An_image_is_pulled_run_sent_and_removed(CancellationToken cancellation)
    {
        await using var scene = await ImageScene.MakeAsync(cancellation);
        var name = await scene.PutAsync("app:1", cancellation, await ImageScene.BusyboxAsync(cancellation), new TarBuilder().File("hello", "from the image").Build());
        var pulled = await scene.Programs.RunAsync(["image", "pull", "--insecure", name, "--name", "app"], cancellation: cancellation);
        Assert.That((pulled.Code, pulled.Output), Is.EqualTo((0, $"app:latest  {scene.Host.FindImage("app")!.Digest}\n")), pulled.Error);
        Assert.That(pulled.Error.Split('\n').Count(line => line.StartsWith("unpacked sha256:", StringComparison.Ordinal)), Is.EqualTo(2));
        Assert.That(await scene.Programs.DoAsync(cancellation, "image", "list", "-q"), Is.EqualTo("app:latest"));
        Assert.That(await scene.Programs.DoAsync(cancellation, "image", "list"), Does.Contain("app:latest").And.Contain("sha256:"));
        Assert.That(await scene.Programs.DoAsync(cancellation, "run", "--rm", "-u", "0", "--root", "app", "c1", "/bin/cat", "/hello"), Is.EqualTo("from the image"));
        // The image says sh -c true, A=1, in /tmp, as redis.
        Assert.That(await scene.Programs.DoAsync(cancellation, "run", "--rm", "-u", "0", "--root", "app", "c2", "/bin/sh", "-c", "echo $A $PWD"), Is.EqualTo("1 /tmp"));
        Assert.That(await scene.Programs.DoAsync(cancellation, "run", "--rm", "-u", "0", "--root", "app", "c3"), Is.Empty);
        Assert.That(await scene.Programs.DoAsync(cancellation, "image", "push", "--insecure", "app", $"{scene.Registry.Address}/copy:2"), Is.EqualTo($"{scene.Registry.Address}/copy:2"));
        Assert.That(await scene.Programs.DoAsync(cancellation, "image", "export", "app", $"docker-archive:{scene.Programs.Test.Top}/app.tar"), Is.Not.Empty);
        var removed = await scene.Programs.RunAsync(["image", "remove", "app"], cancellation: cancellation);
        Assert.That((removed.Code, removed.Output, removed.Error.StartsWith("collected 2 layers, 4 blobs", StringComparison.Ordinal)), Is.EqualTo((0, "app\n", true)), removed.Error);
        Assert.That(await scene.Programs.DoAsync(cancellation, "image", "list", "-q"), Is.Empty);
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task Run_pulls_what_is_missing_and_asks_nobody_for_what_is_here(CancellationToken cancellation)
    {
        await using var scene = await ImageScene.MakeAsync(cancellation);
        var busybox = await ImageScene.BusyboxAsync(cancellation);
        var name = await scene.PutAsync("app:1", cancellation, busybox, new TarBuilder().File("hello", "first").Build());
        string[] Words(string id, params string[] more) => ["run", "--rm", "-u", "0", "--insecure", .. more, "-r", name, id, "/bin/cat", "/hello"];
        var never = await scene.Programs.RunAsync(Words("c0", "--pull", "never"), cancellation: cancellation);
        Assert.That((never.Code, never.Error.StartsWith($"containment: there is no image {name} on this host", StringComparison.Ordinal)), Is.EqualTo((125, true)), never.Error);
        var first = await scene.Programs.RunAsync(Words("c1"), cancellation: cancellation);
        Assert.That((first.Code, first.Output), Is.EqualTo((0, "first")), first.Error);
        Assert.That(first.Error, Does.Contain("unpacked sha256:"));
        await scene.PutAsync("app:1", cancellation, busybox, new TarBuilder().File("hello", "second").Build());
        Assert.That(await scene.Programs.DoAsync(cancellation, Words("c2")), Is.EqualTo("first"));
        Assert.That((await scene.Programs.RunAsync(Words("c3", "--pull", "always"), cancellation: cancellation)).Output, Is.EqualTo("second"));
        scene.Registry.Kill();
        Assert.That(await scene.Programs.DoAsync(cancellation, Words("c4")), Is.EqualTo("second"));
        Assert.That(await scene.Programs.DoAsync(cancellation, "image", "list", "-q"), Is.EqualTo(name));
    }

    [TestCase("missing", 125, "there is no image nobody:1")]
    [TestCase("always", 2, "docker.io/library/")]
    [TestCase("now", 2, "missing, always or never")]
    [CancelAfter(Limit)]
    public async Task A_registry_that_the_name_does_not_say_is_not_guessed(string when, int code, string word, CancellationToken cancellation)
    {
        await using var scene = await ImageScene.MakeAsync(cancellation);
        // skopeo could not even be found.
        scene.Programs.More["PATH"] = "/nowhere";
        var ended = await scene.Programs.RunAsync(["run", "--pull", when, "-r", "nobody:1", "c1", "true"], cancellation: cancellation);
        Assert.That((ended.Code, ended.Output), Is.EqualTo((code, "")), ended.Error);
        Assert.That(ended.Error, Does.StartWith("containment: ").And.Contain(word));
    }

    [TestCase("Upper:1", 2, "Upper:1")]
    [TestCase("nobody:1", 125, "skopeo")]
    [CancelAfter(Limit)]
    public async Task What_can_not_be_pulled_is_refused_in_one_line(string name, int code, string word, CancellationToken cancellation)
    {
        await using var scene = await ImageScene.MakeAsync(cancellation);
        scene.Programs.More["PATH"] = "/nowhere";
        var ended = await scene.Programs.RunAsync(["image", "pull", name], cancellation: cancellation);
        Assert.That((ended.Code, ended.Output, ended.Error.Trim().Split('\n').Length), Is.EqualTo((code, "", 1)), ended.Error);
        Assert.That(ended.Error, Does.StartWith("containment: ").And.Contain(word));
    }
}
