using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Images;

/// <summary>Images by recipes, as real builds from a real archive of packages; and containers of them.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Mmdebstrap)]
internal sealed class RecipeBuildTests
{
    // The recipe for systemd that comes with the project, and all that it has not.
    private static string Whole => $"{File.ReadAllText(Programs.InRepository("samples/recipes/debian-systemd.yaml")).Split("\nservices:")[0]}\n{More}";

    private const string More = """
          - { path: /etc/motd, content: "it's me\n", mode: 0600, owner: "anna:users" }
          - { path: /srv/tree, source: tree }
          - { path: /srv/link, link: tree/run }
          - { path: /etc/early, content: x, early: true }
          - { path: /etc/systemd/system/own.service, content: "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n" }
        services: { on: [own], off: [dpkg-db-backup.timer], never: [systemd-logind, tmp.mount, dev-hugepages.mount, systemd-remount-fs.service, getty.target] }
        locale: de_DE.UTF-8
        users:
          - { name: anna, uid: 1500, groups: [users], shell: /bin/bash, ssh-keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB8 anna"] }
        ssh-keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB9 root"]
        first-boot: [touch /srv/first]
        environment: { A: "1" }
        """;

    [Test]
    [CancelAfter(480_000)]
    public async Task The_same_recipe_gives_the_same_image_and_all_of_it_is_in_a_container(CancellationToken cancellation)
    {
        await using var scene = new RecipeScene();
        Directory.CreateDirectory(Path.Combine(scene.Test.Top, "tree"));
        File.WriteAllText(Path.Combine(scene.Test.Top, "tree/run"), "#!/bin/sh\necho ran\n");
        File.SetUnixFileMode(Path.Combine(scene.Test.Top, "tree/run"), (UnixFileMode)0b111_000_000);
        var steps = new Steps();
        var first = await scene.BuildAsync(Whole, cancellation, steps);
        Assert.That(scene.Remains, Is.Empty);
        Assert.That(steps.Seen, Has.Some.Contains("apt").And.Some.EqualTo("packing").And.Some.EqualTo("writing the image"));
        Assert.That(first.Packages, Has.Some.StartsWith("systemd-sysv=").And.Some.StartsWith("locales="));
        Assert.That(first.Size, Is.LessThan(60L << 20));
        var used = new DirectoryInfo(RecipeScene.Packages).EnumerateFiles("*.deb").Where(package => package.LastWriteTimeUtc > DateTime.UtcNow.AddMinutes(-10)).Select(package => package.Name.Split('_')[0]);
        Assert.That(used, Is.SupersetOf(first.Packages.Select(package => package.Split('=')[0])), "the time of each package that was installed is set");

        // On another day, after a check-out with another mask.
        File.SetUnixFileMode(Path.Combine(scene.Test.Top, "tree/run"), (UnixFileMode)0b111_111_101);
        File.SetLastWriteTimeUtc(Path.Combine(scene.Test.Top, "tree/run"), new DateTime(2001, 2, 3, 0, 0, 0, DateTimeKind.Utc));
        await using var other = new RecipeScene();
        Directory.Move(Path.Combine(scene.Test.Top, "tree"), Path.Combine(other.Test.Top, "tree"));
        Assert.That((await other.BuildAsync(Whole, cancellation)).Digest, Is.EqualTo(first.Digest));

        await AssertInsideAsync(scene, first, cancellation);
        await AssertBootsAsync(scene, first, cancellation);
    }

    private static async Task AssertInsideAsync(RecipeScene scene, BuiltImage image, CancellationToken cancellation)
    {
        const string check = """
            test "$(id -u anna):$(id -Gn anna)" = "1500:anna users" && test "$(getent passwd anna | cut -d: -f6,7)" = /home/anna:/bin/bash || exit 1
            test "$(stat -c %a:%U /home/anna/.ssh /home/anna/.ssh/authorized_keys | tr '\n' ' ')" = "700:anna 600:anna " && grep -q AAAAIB9 /root/.ssh/authorized_keys || exit 2
            test "$(cat /etc/motd) $(stat -c %a:%U:%G /etc/motd)" = "it's me 600:anna:users" || exit 3
            test "$(/srv/link)" = ran && test "$(stat -c %a:%U /srv/tree/run)" = 755:root && test -e /etc/early || exit 4
            test "$(cat /etc/locale.conf)" = LANG=de_DE.UTF-8 && LC_ALL=de_DE.UTF-8 locale -k abday | grep -q "Mo" || exit 5
            test -L /etc/systemd/system/multi-user.target.wants/own.service && test ! -e /etc/systemd/system/timers.target.wants/dpkg-db-backup.timer || exit 6
            test "$(readlink /etc/systemd/system/systemd-logind.service)" = /dev/null && test -L /etc/systemd/system/basic.target.wants/containment-first-boot.service || exit 7
            test -e /etc/machine-id && test ! -s /etc/machine-id && test ! -e /var/log/dpkg.log && test -z "$(ls /var/lib/apt/lists /var/cache/apt/archives 2> /dev/null | grep -v -e : -e lock -e partial)" || exit 8
            test ! -e /tmp/containment-build && test -z "$(ls -A /usr/share/man 2> /dev/null)" && test -e /usr/share/doc/bash/copyright && test ! -e /usr/share/doc/bash/README || exit 9
            test -z "$(find / -xdev -newermt '2025-01-01 00:00:01' -type f ! -path '/proc/*' ! -path '/sys/*' ! -path '/dev/*' ! -path '/run/*' ! -path '/etc/host*' ! -path /etc/resolv.conf)" || exit 10
            ! grep -q force- /etc/dpkg/dpkg.cfg.d/99mmdebstrap && /usr/lib/containment/first-boot && test -e /srv/first || exit 11
            """;
        var container = await scene.Test.Host.CreateAsync(new(TestHost.NewId(), image.Root, new ProcessSpec("/bin/sh", "-c", check)), cancellation);
        await container.StartAsync(cancellation);
        Assert.That((await container.WaitAsync(cancellation)).Code, Is.Zero, "which of the checks failed");
    }

    private static async Task AssertBootsAsync(RecipeScene scene, BuiltImage image, CancellationToken cancellation)
    {
        Machine.Require(Need.Criu);
        var spec = new ContainerSpec(TestHost.NewId(), image.Root, new ProcessSpec("/sbin/init")) { Isolation = new() { FirstProcess = FirstProcess.System } };
        var container = await scene.Test.Host.CreateAsync(spec, cancellation);
        await container.StartAsync(cancellation);
        Assert.That(await DoAsync(scene, container, "while ! systemctl is-system-running --wait > /dev/null 2>&1; do sleep 0.1; done; systemctl is-active own containment-first-boot; ls /srv/first", cancellation), Is.EqualTo("active\nactive\n/srv/first"));
        // Twice, as that which comes back is to be saved again; and a service that is begun afterwards shows that init goes on.
        for (var round = 0; round < 2; round++)
        {
            await container.CheckpointAsync(new() { Name = $"round{round}", LeaveRunning = false }, cancellation);
            await container.RestoreAsync($"round{round}", cancellation);
            Assert.That(await DoAsync(scene, container, "systemctl is-system-running; systemctl restart own systemd-journald && systemctl is-active own systemd-journald; cat /proc/1/cgroup | grep ^0:", cancellation), Is.EqualTo("running\nactive\nactive\n0::/init.scope"));
        }
        await container.StopAsync(cancellationToken: cancellation);
        Assert.That((await container.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Exited));
    }

    private static async Task<string> DoAsync(RecipeScene scene, Container container, string script, CancellationToken cancellation) =>
        (await scene.Programs.RunAsync(["exec", container.Id.Value, "sh", "-c", script], cancellation: cancellation)).Output.TrimEnd('\n');

    [Test]
    [CancelAfter(240_000)]
    public async Task A_build_that_is_killed_leaves_no_process_and_no_mount_and_the_next_one_sweeps_its_files(CancellationToken cancellation)
    {
        await using var scene = new RecipeScene();
        var recipe = Path.Combine(scene.Test.Top, "r.yaml");
        await File.WriteAllTextAsync(recipe, "name: small\nbase: { suite: trixie }\n", cancellation);
        var build = scene.Programs.Start("image", "build", recipe, "--output", scene.Layout, "--package-cache", RecipeScene.Packages);
        await build.UntilAsync("installing essential packages", cancellation);
        build.Signal(Signal.Kill);
        await build.WaitAsync(cancellation);
        while (scene.Processes.Length > 0) await Task.Delay(20, cancellation);
        Assert.That(scene.Remains, Has.All.StartsWith(scene.Builds).And.Not.Empty);
        Assert.That(Directory.Exists(scene.Layout), Is.False);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var until = new Steps { At = "extracting archives", Then = stop.Cancel };
        Assert.That(async () => await scene.BuildAsync("name: small\nbase: { suite: trixie }", stop.Token, until), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(scene.Remains, Is.Empty);
        Assert.That(Directory.Exists(scene.Layout), Is.False);
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task A_package_that_there_is_none_of_is_told_in_the_words_of_apt(CancellationToken cancellation)
    {
        await using var scene = new RecipeScene();
        var failure = await Assert.ThrowsAsync<ContainmentException>(() => scene.BuildAsync("name: small\nbase: { suite: trixie }\npackages: [no-such-package]", cancellation));
        Assert.That((failure!.Reason, failure.Subject), Is.EqualTo((FailureReason.ToolFailed, "small")));
        Assert.That(failure.Message, Does.Contain("no-such-package"));
        Assert.That(scene.Remains, Is.Empty);
        Assert.That(Directory.Exists(scene.Layout), Is.False);
    }

    private sealed class Steps : IProgress<ImageBuildProgress>
    {
        public HashSet<string> Seen { get; } = [];
        public string? At { get; init; }
        public Action? Then { get; init; }

        public void Report(ImageBuildProgress value)
        {
            lock (Seen) Seen.Add(value.Step);
            if (At is not null && value.Step.Contains(At, StringComparison.Ordinal)) Then!();
        }
    }
}
