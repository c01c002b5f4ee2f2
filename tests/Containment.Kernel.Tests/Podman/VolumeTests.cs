namespace Containment.Kernel.Tests.Podman;

/// <summary>Directories of the host and named volumes.</summary>
internal sealed class VolumeTests : PodmanTests
{
    [Test]
    public async Task A_directory_of_the_host_is_seen_and_written(CancellationToken cancellation)
    {
        var directory = Directory.CreateDirectory($"{Scene.Top}/{Name}").FullName;
        await File.WriteAllTextAsync($"{directory}/in", "from the host", cancellation);
        Assert.That(await ShellAsync(cancellation, "cat /data/in; echo back > /data/out", "--volume", $"{directory}:/data"), Is.EqualTo("from the host"));
        Assert.That(await File.ReadAllTextAsync($"{directory}/out", cancellation), Is.EqualTo("back\n"));
    }

    [Test]
    public async Task A_read_only_volume_can_not_be_written_and_a_file_can_be_one(CancellationToken cancellation)
    {
        var directory = Directory.CreateDirectory($"{Scene.Top}/{Name}").FullName;
        await File.WriteAllTextAsync($"{directory}/file", "words", cancellation);
        Assert.That(await ShellAsync(cancellation, "cat /etc/words; (echo x > /data/new) 2>&1; (echo x > /etc/words) 2>&1; true", "--volume", $"{directory}:/data:ro", "--volume", $"{directory}/file:/etc/words:ro"),
            Is.EqualTo("wordssh: can't create /data/new: Read-only file system\nsh: can't create /etc/words: Read-only file system"));
    }

    [Test]
    public async Task A_named_volume_begins_as_the_image_has_it_and_keeps_what_is_written(CancellationToken cancellation)
    {
        await Scene.DoAsync(cancellation, "volume", "create", Name);
        await ShellAsync(cancellation, "test -e /etc/passwd && echo kept > /etc/kept", "--volume", $"{Name}:/etc");
        Assert.That(await ShellAsync(cancellation, "cat /other/kept; ls /other/passwd", "--volume", $"{Name}:/other"), Is.EqualTo("kept\n/other/passwd"));
        await Scene.DoAsync(cancellation, "volume", "rm", Name);
    }

    [Test]
    public async Task A_mount_made_below_a_shared_volume_on_the_host_appears_inside(CancellationToken cancellation)
    {
        var directory = Directory.CreateDirectory($"{Scene.Top}/{Name}").FullName;
        Assert.That(await Scene.Program("sh", "-c", $"mount --bind {directory} {directory} && mount --make-shared {directory} && mkdir {directory}/below").WaitAsync(cancellation), Has.Property("Code").Zero);
        try
        {
            await Scene.StartAsync(cancellation, Name, "--volume", $"{directory}:/data:rslave", Image, "sleep", "1000");
            Assert.That(await Scene.Program("mount", "-t", "tmpfs", Name, $"{directory}/below").WaitAsync(cancellation), Has.Property("Code").Zero);
            Assert.That(await ExecAsync(cancellation, Name, "grep", "-c", $"^{Name} /data/below tmpfs", "/proc/mounts"), Is.EqualTo("1"));
            await Scene.DoAsync(cancellation, "rm", "--force", "--time", "0", Name);
        }
        finally
        {
            await Scene.Program("umount", "-R", "-l", directory).WaitAsync(cancellation);
        }
    }
}
