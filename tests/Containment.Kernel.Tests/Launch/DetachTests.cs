using System.Diagnostics;
using System.Net.Sockets;
using Containment.Kernel.Tests.Needs;
using Containment.Launch;
using Containment.Linux.Descriptors;
using Containment.Linux.Processes;

namespace Containment.Kernel.Tests.Launch;

/// <summary>Processes that nobody keeps.</summary>
[Needs(Need.Root)]
[CancelAfter(60_000)]
internal sealed class DetachTests
{
    private Lab _lab = null!;

    [SetUp]
    public void MakeLab() => _lab = new();

    [TearDown]
    public void RemoveLab() => _lab.Dispose();

    private string Out => $"{_lab.Directory}/out";

    private LaunchRequest Request(string script, bool held = false, int preserved = 0, bool user = true) =>
        _lab.Request(new("sh", "-c", script), new() { UserNamespace = user }, request => request with
        {
            Keeper = null,
            Streams = new LaunchStreams.Inherited(preserved),
            StartSocket = held ? $"{_lab.Directory}/start" : null,
        });

    private static async Task<int> RunAsync(LaunchRequest request, AtPause? atPause = null, params string[] files)
    {
        using var input = File.OpenHandle("/dev/null");
        var outputs = files.Select(file => File.OpenHandle(file, FileMode.Append, FileAccess.Write)).ToArray();
        try
        {
            int[] given = [(int)input.DangerousGetHandle(), .. outputs.Select(handle => (int)handle.DangerousGetHandle())];
            return await Launcher.DetachAsync(LaunchCompiler.Compile(request), given, atPause);
        }
        finally
        {
            foreach (var output in outputs) output.Dispose();
        }
    }

    private static async Task<string> ReadAsync(string path, string until)
    {
        for (var wait = Stopwatch.StartNew(); wait.Elapsed < TimeSpan.FromSeconds(10); await Task.Delay(10))
            if (File.ReadAllText(path) is var text && text.Contains(until)) return text;
        return File.ReadAllText(path);
    }

    [Test]
    public async Task Its_streams_are_those_of_whoever_launches()
    {
        await RunAsync(Request("echo out; echo err >&2; echo three >&3; ls /proc/self/fd; echo end", preserved: 1), null, Out, $"{_lab.Directory}/err", $"{_lab.Directory}/three");
        // 3 is the one that is preserved, 4 the directory that ls reads: nothing else of the host's is open.
        Assert.That(await ReadAsync(Out, "end"), Is.EqualTo("out\n0\n1\n2\n3\n4\nend\n"));
        Assert.That(File.ReadAllText($"{_lab.Directory}/err"), Is.EqualTo("err\n"));
        Assert.That(File.ReadAllText($"{_lab.Directory}/three"), Is.EqualTo("three\n"));
    }

    [Test]
    public async Task It_waits_until_it_is_begun([Values] bool user)
    {
        var pid = await RunAsync(Request("echo began", held: true, user: user), null, Out, Out);
        await Task.Delay(50);
        Assert.That(File.ReadAllText(Out), Is.Empty);
        Assert.That(Directory.Exists($"/proc/{pid}"), Is.True);
        await Launcher.BeginAsync($"{_lab.Directory}/start", new Dictionary<int, string>());
        Assert.That(await ReadAsync(Out, "began"), Is.EqualTo("began\n"));
    }

    [Test]
    public async Task Why_it_could_not_begin_is_said()
    {
        var request = Request("", held: true);
        // It may be executed, and nobody knows how.
        var program = $"{((LaunchRoot.Layered)request.Root).Layers.Upper}/nonsense";
        File.WriteAllText(program, "\u0001");
        File.SetUnixFileMode(program, (UnixFileMode)0x1ed);
        request = request with { Spec = request.Spec with { Process = request.Spec.Process! with { Args = ["/nonsense"] } } };
        await RunAsync(request, null, Out, Out);
        var error = await Assert.ThrowsAsync<KernelException>(() => Launcher.BeginAsync($"{_lab.Directory}/start", new Dictionary<int, string> { [LaunchCompiler.Compile(request).Steps.Count() - 1] = "the program" }));
        Assert.That(error!.Message, Does.Contain("the program").And.Contain("ENOEXEC"));
    }

    [TestCase("/bin/missing", "ENOENT")]
    [TestCase("missing", "ENOENT")]
    [TestCase("/etc", null)]
    [TestCase("/bin/busybox/x", "ENOTDIR")]
    public async Task A_program_that_is_not_there_is_missed_before_it_is_to_begin(string program, string? reason)
    {
        var request = Request("", held: true);
        request = request with { Spec = request.Spec with { Process = request.Spec.Process! with { Args = [program] } } };
        if (reason is null) Lab.Kill(await RunAsync(request, null, Out, Out));
        else Assert.That((await Assert.ThrowsAsync<KernelException>(() => RunAsync(request, null, Out, Out)))!.Message, Does.Contain(program).And.Contain(reason));
        Assert.That(File.Exists($"{_lab.Directory}/start"), Is.EqualTo(reason is null));
    }

    [Test]
    public async Task Its_terminal_goes_to_the_console_socket()
    {
        var path = $"{_lab.Directory}/console";
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        var request = Request("tty; stty size; read line; echo got $line");
        request = request with { Streams = new LaunchStreams.ConsoleSocket(path), Spec = request.Spec with { Process = request.Spec.Process! with { Terminal = true } } };
        await RunAsync(request, null, Out, Out);
        using var connection = await listener.AcceptAsync();
        List<Descriptor> descriptors = [];
        DescriptorPassing.Receive(connection, new byte[100], descriptors);
        Assert.That(descriptors, Has.Count.EqualTo(1));
        using var master = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(descriptors[0].DangerousGetHandle(), ownsHandle: false), FileAccess.ReadWrite, 0);
        master.Write("word\n"u8);
        var text = "";
        var buffer = new byte[1000];
        while (!text.Contains("got word")) text += System.Text.Encoding.UTF8.GetString(buffer, 0, master.Read(buffer));
        Assert.That(text, Does.Contain("/dev/pts/0").And.Contain("24 80"));
        descriptors[0].Dispose();
    }

    [Test]
    public async Task A_step_that_fails_leaves_nothing()
    {
        var request = Request("", held: true);
        request = request with { Spec = request.Spec with { Process = request.Spec.Process! with { Cwd = "/missing" } } };
        var error = await Assert.ThrowsAsync<KernelException>(() => RunAsync(request, null, Out, Out));
        Assert.That(error!.Message, Does.Contain("/missing"));
        Assert.That(File.Exists($"{_lab.Directory}/start"), Is.False);
    }
}
