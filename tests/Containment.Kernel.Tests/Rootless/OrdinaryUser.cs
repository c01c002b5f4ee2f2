using System.Diagnostics;
using Containment.Kernel.Tests.Fixtures;

namespace Containment.Kernel.Tests.Rootless;

/// <summary>
/// An ordinary user of a test's own, with a home directory and id ranges that nobody else has; gone at the end with all processes and files of its
/// and of its ids.
/// </summary>
internal sealed class OrdinaryUser : IDisposable
{
    private const uint FirstRange = 300_000_000, IdsOfEach = 65_536;
    private readonly List<RunningProgram> _programs = [];

    public OrdinaryUser(bool ranges = true)
    {
        Name = $"ct{Guid.NewGuid().ToString("n")[..8]}";
        Top = $"/tmp/{Name}";
        // A system account is given no ranges.
        string[] how = ranges ? ["-K", $"SUB_UID_MIN={FirstRange}", "-K", $"SUB_GID_MIN={FirstRange}"] : ["--system"];
        // Others may be at work on the same files.
        for (var tries = 0; ; tries++)
        {
            var (code, words) = Root("useradd", ["--no-create-home", "--home-dir", Top, "--shell", "/bin/sh", "--user-group", .. how, Name]);
            if (code == 0) break;
            if (tries == 20) throw new AssertionException($"useradd: {words}");
            Thread.Sleep(100);
        }
        Id = uint.Parse(Root("id", ["-u", Name]).Words);
        foreach (var directory in (string[])[Top, $"{Top}/run"])
        {
            Directory.CreateDirectory(directory);
            Root("chown", [$"{Name}:", directory]);
        }
    }

    public string Name { get; }
    public uint Id { get; }

    /// <summary>His home, which holds all his directories.</summary>
    public string Top { get; }

    /// <summary>The first of his other ids.</summary>
    public uint First => uint.Parse(File.ReadLines("/etc/subuid").First(line => line.StartsWith($"{Name}:", StringComparison.Ordinal)).Split(':')[1]);

    public Dictionary<string, string> Environment => new()
    {
        ["HOME"] = Top, ["USER"] = Name, ["XDG_RUNTIME_DIR"] = $"{Top}/run", ["XDG_DATA_HOME"] = "", ["CONTAINMENT_STATE"] = $"{Top}/state", ["CONTAINMENT_RUN"] = $"{Top}/run/c",
        // The runtime unpacks itself and its locks where it may write.
        ["DOTNET_BUNDLE_EXTRACT_BASE_DIR"] = Top, ["TMPDIR"] = Top,
    };

    /// <summary>Starts a program as this user.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cgroups">Files of cgroups to be entered before.</param>
    /// <param name="without">Variables that it is not to have, or that have these values.</param>
    public RunningProgram Start(string program, IEnumerable<string> arguments, IEnumerable<string>? cgroups = null, params IEnumerable<(string Name, string? Value)> without)
    {
        var enter = string.Concat((cgroups ?? []).Select(file => $"echo $$ > {file}; "));
        string[] variables = [.. without.SelectMany(one => one.Value is null ? (string[])["-u", one.Name] : [$"{one.Name}={one.Value}"])];
        var started = new RunningProgram("/bin/sh", ["-c", $"{enter}exec \"$@\"", "sh", "setpriv", "--reuid", Name, "--regid", Name, "--clear-groups", "/usr/bin/env", .. variables, Reachable(program), .. arguments], Environment);
        _programs.Add(started);
        return started;
    }

    // Where the repository is in a directory that is shut to others, he gets a copy of what was built.
    private string Reachable(string program)
    {
        for (var above = Path.GetDirectoryName(Path.GetFullPath(program)); above is not null; above = Path.GetDirectoryName(above))
        {
            if ((File.GetUnixFileMode(above) & UnixFileMode.OtherExecute) != 0) continue;
            var copy = $"{Top}/programs/{Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(program)))}";
            if (!Directory.Exists(copy)) Root("sh", ["-c", $"mkdir -p '{Top}/programs' && cp -a '{Path.GetDirectoryName(program)}' '{copy}' && chmod -R a+rX '{Top}/programs'"]);
            return $"{copy}/{Path.GetFileName(program)}";
        }
        return program;
    }

    /// <summary>Runs <c>containment</c> as this user, to its end.</summary>
    public async Task<Ended> RunAsync(CancellationToken cancellation, params string[] arguments)
    {
        var program = Start(Programs.Cli, arguments);
        program.Input.Close();
        return await program.WaitAsync(cancellation);
    }

    /// <summary>Runs it and holds that it succeeded; gives its output without the last line's end.</summary>
    public async Task<string> DoAsync(CancellationToken cancellation, params string[] arguments)
    {
        var ended = await RunAsync(cancellation, arguments);
        Assert.That((ended.Code, ended.Error), Is.EqualTo((0, "")), string.Join(' ', arguments));
        return ended.Output.TrimEnd('\n');
    }

    /// <summary>A root file system of his own; the shared one is root's, and in that his containers may change nothing.</summary>
    public async Task<string> RootAsync()
    {
        await ShellAsync($"cp -a {BusyboxRoot.Path} {Top}/root; chown -R {Name}: {Top}/root");
        return $"{Top}/root";
    }

    public static async Task ShellAsync(string script)
    {
        using var process = Process.Start("/bin/sh", ["-ec", script]);
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, script);
    }

    /// <summary>The host's ids of the users that his processes have.</summary>
    public IEnumerable<(int Pid, uint User)> Processes()
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), out var pid)) continue;
            uint user;
            try
            {
                user = uint.Parse(File.ReadLines($"{directory}/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1]);
            }
            catch (Exception gone) when (gone is IOException or InvalidOperationException)
            {
                continue;
            }
            if (user == Id || _range is { } first && user >= first && user - first < IdsOfEach) yield return (pid, user);
        }
    }

    public void Dispose()
    {
        foreach (var program in _programs) program.Dispose();
        _range = File.ReadLines("/etc/subuid").Any(line => line.StartsWith($"{Name}:", StringComparison.Ordinal)) ? First : null;
        for (var tries = 0; tries < 500 && Processes().ToArray() is { Length: > 0 } left; tries++)
        {
            foreach (var (pid, _) in left) Root("kill", ["-9", $"{pid}"]);
            Thread.Sleep(10);
        }
        for (var tries = 0; Root("userdel", [Name]).Code is not (0 or 6) && tries < 20; tries++) Thread.Sleep(100);
        Directory.Delete(Top, recursive: true);
    }

    private uint? _range;

    private static (int Code, string Words) Root(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var words = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, words.Trim());
    }
}
