using System.Text.Json;
using Containment.Bundles;
using Containment.Bundles.Oci;
using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Containers;

[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(60_000)]
internal sealed class HookTests
{
    private static readonly string[] Kinds = ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"];

    private TestHost _test = null!;
    private string _out = null!;

    [SetUp]
    public void Open()
    {
        _test = new();
        _out = Directory.CreateDirectory(Path.Combine(_test.Top, "out")).FullName;
        // Root of a user namespace writes here too.
        File.SetUnixFileMode(_out, (UnixFileMode)0b111_111_111);
        File.WriteAllText($"{_out}/order", "");
        File.SetUnixFileMode($"{_out}/order", (UnixFileMode)0b110_110_110);
    }

    [TearDown]
    public async Task CloseAsync() => await _test.DisposeAsync();

    [TestCase(false)]
    [TestCase(true)]
    public async Task Hooks_run_in_their_order_where_they_belong_and_are_told_the_state(bool userNamespace, CancellationToken cancellation)
    {
        var hooks = Kinds.ToDictionary(kind => kind, kind => Hook($"{{ cat; readlink /proc/self/ns/mnt; echo {kind} $A \\$#; }} > {Where(kind)}/{kind}; echo {kind} >> {Where(kind)}/order; [ {kind} != createContainer ] || ls {BusyboxRoot.Path}/proc/1/ns > {_out}/mounted || true"));
        var spec = Spec(hooks, userNamespace, "while [ ! -e /tmp/go ]; do sleep 0.05; done; cat /tmp/startContainer; readlink /proc/self/ns/mnt");
        var container = await _test.Host.CreateAsync(spec, cancellation);
        await container.StartAsync(cancellation);
        var pid = (await container.GetStatusAsync(cancellation)).ProcessId;
        var inside = File.ResolveLinkTarget($"/proc/{pid}/ns/mnt", false)!.Name;
        var host = File.ResolveLinkTarget("/proc/self/ns/mnt", false)!.Name;
        await using (var exec = await container.ExecAsync(new ProcessSpec("/bin/touch", "/tmp/go"), cancellationToken: cancellation)) await exec.WaitAsync(cancellation);
        await container.WaitAsync(cancellation);
        var started = await TextAsync(container, cancellation);
        await container.DeleteAsync(cancellation);

        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllLines($"{_out}/order"), Is.EqualTo(new[] { "prestart", "createRuntime", "createContainer", "poststart", "poststop" }));
            Told("prestart", File.ReadAllText($"{_out}/prestart"), "created", pid, host);
            Told("createRuntime", File.ReadAllText($"{_out}/createRuntime"), "creating", pid, host);
            Told("createContainer", File.ReadAllText($"{_out}/createContainer"), "creating", 1, inside);
            Told("startContainer", started, "created", 1, inside);
            Told("poststart", File.ReadAllText($"{_out}/poststart"), "running", pid, host);
            Told("poststop", File.ReadAllText($"{_out}/poststop"), "stopped", null, host);
            if (!userNamespace) Assert.That(File.ReadAllText($"{_out}/mounted"), Does.Contain("mnt\n"), "what is mounted in the root is seen below the bundle's");
        });

        void Told(string kind, string text, string status, int? number, string space)
        {
            var end = text.LastIndexOf('}') + 1;
            var state = JsonSerializer.Deserialize(text[..end], RuntimeSpecJson.Default.OciState)!;
            Assert.That((state.Id, state.Status, state.Pid, state.Bundle, state.Annotations!["a"]), Is.EqualTo((spec.Id.Value, status, number, spec.BundlePath!, "b")), kind);
            Assert.That(text[end..].Trim().Split('\n')[..2], Is.EqualTo(new[] { space, $"{kind} only 1" }), kind);
        }
    }

    [Test]
    public async Task A_hook_that_fails_before_the_program_makes_the_start_fail_and_leaves_nothing(
        [Values("prestart", "createRuntime", "createContainer", "startContainer")] string kind, CancellationToken cancellation)
    {
        var container = await _test.Host.CreateAsync(Spec(new() { [kind] = Hook("echo it broke >&2; exit 3") }, true, "sleep 1000"), cancellation);
        var failure = await Assert.ThrowsAsync<ContainmentException>(() => container.StartAsync(cancellation));
        Assert.That((failure!.Reason, failure.Message), Is.EqualTo((FailureReason.ToolFailed, $"hooks.{kind}[0] (/bin/sh) failed with exit code 3: it broke")));
        Assert.That((await container.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Created));
        Assert.That(Containment.Resources.ContainerCgroup.Open(_test.Host, container.Id).ReadPids(), Is.Empty);
    }

    [Test]
    public async Task A_hook_that_is_no_program_is_named(CancellationToken cancellation)
    {
        var container = await _test.Host.CreateAsync(Spec(new() { ["createRuntime"] = new OciHook { Path = "/no/such/hook" } }, true, "sleep 1000"), cancellation);
        var failure = await Assert.ThrowsAsync<ContainmentException>(() => container.StartAsync(cancellation));
        Assert.That(failure!.Message, Is.EqualTo("hooks.createRuntime[0] can't be run: execve /no/such/hook: ENOENT"));
    }

    [TestCase("poststart")]
    [TestCase("poststop")]
    public async Task A_hook_that_fails_after_the_program_began_changes_nothing(string kind, CancellationToken cancellation)
    {
        var container = await _test.Host.CreateAsync(Spec(new() { [kind] = Hook("exit 3") }, true, "exit 5"), cancellation);
        await container.StartAsync(cancellation);
        Assert.That((await container.WaitAsync(cancellation)).Code, Is.EqualTo(5));
        await container.DeleteAsync(cancellation);
    }

    [TestCase("createRuntime")]
    [TestCase("createContainer")]
    public async Task A_time_out_kills_all_that_a_hook_began(string kind, CancellationToken cancellation)
    {
        var hook = Hook($"sleep 1234 & echo \\$! > {_out}/pids; sleep 1234") with { Timeout = 2 };
        var container = await _test.Host.CreateAsync(Spec(new() { [kind] = hook }, false, "sleep 1000"), cancellation);
        var starting = container.StartAsync(cancellation);
        int[] begun = [];
        while (begun.Length == 0 && !starting.IsCompleted)
        {
            await Task.Delay(20, cancellation);
            if (File.Exists($"{_out}/pids") && File.ReadAllText($"{_out}/pids").Trim() is { Length: > 0 } number) begun = Sleeping(number);
        }
        Assert.That(begun, Has.Length.EqualTo(1), "it was begun");
        var failure = await Assert.ThrowsAsync<ContainmentException>(() => starting);
        Assert.That(failure!.Reason, Is.EqualTo(FailureReason.TimedOut));
        for (var n = 0; n < 100 && Sleeps(begun[0]); n++) await Task.Delay(20, cancellation);
        Assert.That(Sleeps(begun[0]), Is.False);
    }

    // By the number that they have where they are: a hook may run in the container's pid namespace.
    private static int[] Sleeping(string number) =>
        [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => char.IsAsciiDigit(name![0])).Select(name => int.Parse(name!, System.Globalization.CultureInfo.InvariantCulture))
            .Where(pid => Sleeps(pid) && Of(pid, "status").Split('\n').Any(line => line.StartsWith("NSpid:", StringComparison.Ordinal) && line.Split('\t')[^1] == number))];

    private static bool Sleeps(int process) => Of(process, "cmdline").Contains("sleep\01234", StringComparison.Ordinal);

    private static string Of(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (IOException)
        {
            return "";
        }
    }

    // startContainer writes inside.
    private string Where(string kind) => kind == "startContainer" ? "/tmp" : _out;

    private static OciHook Hook(string script) => new() { Path = "/bin/sh", Args = ["sh", "-c", script.Replace("\\$", "$"), "zero", "one"], Env = ["A=only", "PATH=/bin:/usr/bin"] };

    private ContainerSpec Spec(Dictionary<string, OciHook> hooks, bool userNamespace, string script)
    {
        IReadOnlyList<OciHook>? Of(string kind) => hooks.TryGetValue(kind, out var hook) ? [hook] : null;
        IdRange? ids = userNamespace ? new(5_000_000) : null;
        var spec = RuntimeSpecCompiler.Compile(new BundleSpec(new ProcessSpec("/bin/sh", "-c", script)) { Isolation = new() { UserNamespace = userNamespace } }, "hooked", Bundles.Users.UserIdentity.Root, ids, BusyboxRoot.Path) with
        {
            Annotations = new Dictionary<string, string> { ["a"] = "b" },
            Hooks = new() { Prestart = Of("prestart"), CreateRuntime = Of("createRuntime"), CreateContainer = Of("createContainer"), StartContainer = Of("startContainer"), Poststart = Of("poststart"), Poststop = Of("poststop") },
        };
        var bundle = Directory.CreateDirectory(Path.Combine(_test.Top, "bundle")).FullName;
        Bundle.Write(bundle, spec);
        return ContainerSpec.FromBundle(TestHost.NewId(), Bundle.Open(bundle));
    }

    private static async Task<string> TextAsync(Container container, CancellationToken cancellation)
    {
        var text = new System.Text.StringBuilder();
        await foreach (var entry in container.ReadLogAsync(cancellationToken: cancellation)) text.Append(System.Text.Encoding.UTF8.GetString(entry.Data.Span));
        return text.ToString();
    }
}
