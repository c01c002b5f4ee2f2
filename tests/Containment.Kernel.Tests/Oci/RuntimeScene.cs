using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Containment.Kernel.Tests.Fixtures;

namespace Containment.Kernel.Tests.Oci;

/// <summary>A place of its own for containment-oci: a state directory, bundles with a busybox root, and cgroups; everything ends with it.</summary>
internal sealed class RuntimeScene : IDisposable
{
    private readonly List<string> _containers = [];
    private int _answers;

    public RuntimeScene()
    {
        Name = $"ct{Guid.NewGuid().ToString("n")[..8]}";
        Top = $"/tmp/{Name}";
        Directory.CreateDirectory(Top);
    }

    public string Name { get; }
    public string Top { get; }
    public string State => $"{Top}/state";

    /// <summary>A bundle whose process runs a script; gives its directory.</summary>
    public string Bundle(string script, Action<JsonObject>? change = null)
    {
        var bundle = Directory.CreateDirectory($"{Top}/bundle{Directory.GetDirectories(Top).Length}").FullName;
        foreach (var name in (ReadOnlySpan<string>)["bin", "dev", "proc", "sys", "tmp", "etc"]) Directory.CreateDirectory($"{bundle}/rootfs/{name}");
        File.Copy("/bin/busybox", $"{bundle}/rootfs/bin/busybox");
        foreach (var name in (ReadOnlySpan<string>)["sh", "cat", "echo", "sleep", "id", "ls", "tty", "stty", "env", "pwd", "grep", "dd", "head", "nc", "kill", "touch"]) File.CreateSymbolicLink($"{bundle}/rootfs/bin/{name}", "busybox");
        var config = Config(script);
        change?.Invoke(config);
        File.WriteAllText($"{bundle}/config.json", config.ToJsonString());
        return bundle;
    }

    private JsonObject Config(string script) => new()
    {
        ["ociVersion"] = "1.0.2",
        ["process"] = new JsonObject
        {
            ["user"] = new JsonObject { ["uid"] = 0, ["gid"] = 0 },
            ["args"] = new JsonArray("sh", "-c", script),
            ["env"] = new JsonArray("PATH=/bin", "COLOUR=blue"),
            ["cwd"] = "/tmp",
            ["capabilities"] = Sets("CAP_KILL", "CAP_CHOWN", "CAP_SETUID", "CAP_SETGID"),
        },
        ["root"] = new JsonObject { ["path"] = "rootfs" },
        ["mounts"] = new JsonArray(
            new JsonObject { ["destination"] = "/proc", ["type"] = "proc", ["source"] = "proc" },
            new JsonObject { ["destination"] = "/dev", ["type"] = "tmpfs", ["source"] = "tmpfs", ["options"] = new JsonArray("nosuid", "mode=755", "size=65536k") },
            new JsonObject { ["destination"] = "/dev/pts", ["type"] = "devpts", ["source"] = "devpts", ["options"] = new JsonArray("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620") }),
        ["linux"] = new JsonObject
        {
            ["cgroupsPath"] = $"/{Name}/{Guid.NewGuid().ToString("n")[..6]}",
            ["namespaces"] = new JsonArray([.. ((string[])["pid", "ipc", "uts", "mount", "network"]).Select(kind => new JsonObject { ["type"] = kind })]),
        },
    };

    public static JsonObject Sets(params string[] names) =>
        new([.. ((string[])["bounding", "effective", "permitted"]).Select(set => new KeyValuePair<string, JsonNode?>(set, new JsonArray([.. names.Select(name => JsonValue.Create(name))])))]);

    /// <summary>An id that is removed at the end.</summary>
    public string NewId()
    {
        var id = $"{Name}-{_containers.Count}";
        _containers.Add(id);
        return id;
    }

    /// <summary>A container that runs a script, and has begun; its streams are files.</summary>
    public async Task<string> RunAsync(string script, Action<JsonObject>? change = null)
    {
        var id = NewId();
        var begun = await CallAsync("run", "-d", "--bundle", Bundle(script, change), id);
        Assert.That(begun.Code, Is.Zero, begun.Error);
        return id;
    }

    /// <summary>Runs containment-oci to its end. What a container leaves running keeps its streams, which are files.</summary>
    public Task<(int Code, string Output, string Error)> CallAsync(params string[] arguments) => FeedAsync("", arguments);

    public async Task<(int Code, string Output, string Error)> FeedAsync(string input, params string[] arguments)
    {
        var answer = $"{Top}/answer{Interlocked.Increment(ref _answers)}";
        File.WriteAllText($"{answer}.in", input);
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", $"exec \"$@\" <{answer}.in >{answer}.out 2>{answer}.err", "sh", Programs.Oci, "--root", State, .. arguments]))!;
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return (process.ExitCode, File.ReadAllText($"{answer}.out"), File.ReadAllText($"{answer}.err"));
    }

    /// <summary>What the last call's streams, and those of what it left running, have got until now, once it holds a text.</summary>
    public async Task<string> OutputAsync(string until)
    {
        var path = $"{Top}/answer{_answers}.out";
        for (var wait = Stopwatch.StartNew(); wait.Elapsed < TimeSpan.FromSeconds(10); await Task.Delay(10))
            if (File.ReadAllText(path) is var text && text.Contains(until)) return text;
        return File.ReadAllText(path);
    }

    public async Task<JsonElement> StateAsync(string id)
    {
        var (code, output, error) = await CallAsync("state", id);
        Assert.That(code, Is.Zero, error);
        return JsonElement.Parse(output);
    }

    public async Task<string> StatusAsync(string id) => (await StateAsync(id)).GetProperty("status").GetString()!;

    public async Task<int> PidAsync(string id) => (await StateAsync(id)).GetProperty("pid").GetInt32();

    public void Dispose()
    {
        foreach (var id in _containers) CallAsync("delete", "--force", id).GetAwaiter().GetResult();
        foreach (var cgroup in Directory.EnumerateDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup").Select(mount => $"{mount}/{Name}").Where(Directory.Exists)) Directory.Delete(cgroup);
        Directory.Delete(Top, recursive: true);
    }
}
