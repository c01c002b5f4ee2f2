using System.Diagnostics;
using Containment.Linux.Descriptors;
using Containment.Snapshots.Upper;

namespace Containment.Tests.Snapshots;

/// <summary>Trees deeper than this process may have files open.</summary>
internal sealed class DeepTreeTests
{
    private string _top = "";

    [SetUp]
    public void Make() => _top = Directory.CreateTempSubdirectory("ct").FullName;

    [TearDown]
    public void Remove() => Run("rm", "-rf", _top);

    [Test]
    public void A_tree_deeper_than_the_open_files_allowed_is_removed()
    {
        Deepen(1900);
        File.WriteAllText(Path.Combine(_top, "tree/file"), "");
        Directory.CreateDirectory(Path.Combine(_top, "tree/.raised-0/below"));
        Directory.CreateDirectory(Path.Combine(_top, "beside"));
        using var parent = At.OpenDirectory(_top);
        var open = Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();
        var before = Limit();
        Run("prlimit", "--pid", $"{Environment.ProcessId}", $"--nofile={open + 200}:");
        try
        {
            Assert.That(TreeRemoval.Remove(parent, "tree"), Is.True);
        }
        finally
        {
            Run("prlimit", "--pid", $"{Environment.ProcessId}", $"--nofile={before}:");
        }
        Assert.That(Directory.EnumerateFileSystemEntries(_top).Select(Path.GetFileName), Is.EqualTo(new[] { "beside" }));
    }

    [Test]
    public void A_tree_deeper_than_a_receiver_takes_is_refused_by_name([Values(512, 513)] int depth)
    {
        Deepen(depth);
        using var root = At.OpenDirectory(Path.Combine(_top, "tree"));
        var entries = new List<UpperEntry>();
        var walk = () => { foreach (var entry in new UpperWalk(root).Entries()) { UpperEntryRules.CheckPath(entry.Path); entries.Add(entry); } };
        File.WriteAllText(Path.Combine([_top, "tree", .. Enumerable.Repeat("d", depth), "f"]), "");
        if (depth == 512) walk();
        else Assert.That(Assert.Throws<ContainmentException>(() => walk())!.Reason, Is.EqualTo(FailureReason.Unsupported));
        Assert.That(entries, Has.Count.EqualTo(514));
    }

    private void Deepen(int depth)
    {
        Directory.CreateDirectory(Path.Combine(_top, "tree"));
        Run("sh", "-c", $"cd {_top}/tree && mkdir -p {string.Concat(Enumerable.Repeat("d/", depth))}");
    }

    private static string Limit() => File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, program);
    }
}
