using System.Text.RegularExpressions;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Cli;

/// <summary>Every command line that the pages show, run in a shell as it stands there.</summary>
[Needs(Need.Root, Need.Busybox, Need.Overlay, Need.UserNamespaces), CancelAfter(120_000)]
internal sealed partial class DocumentationTests
{
    [TestCase("cli.md", "The command line", 25)]
    [TestCase("cli.md", "Snapshots", 18)]
    [TestCase("cli.md", "Trust between hosts", 3)]
    [TestCase("cli.md", "Profiles", 5)]
    [TestCase("daemon.md", "The daemon", 22)]
    [TestCase("nesting.md", "Containers in containers", 5)]
    public Task Every_line_of_a_page_works(string page, string section, int lines, CancellationToken cancellation) => RunAsync(page, section, lines, cancellation);

    [Test, Needs(Need.Criu)]
    public Task Every_line_about_checkpoints_works(CancellationToken cancellation) => RunAsync("cli.md", "Checkpoints", 6, cancellation);

    private static async Task RunAsync(string page, string section, int lines, CancellationToken cancellation)
    {
        var shown = Lines(page, section);
        Assert.That(shown, Has.Length.EqualTo(lines));
        await using var scene = new ProgramScene();
        var programs = Directory.CreateDirectory(Path.Combine(scene.Test.Top, "programs")).FullName;
        File.CreateSymbolicLink(Path.Combine(programs, "containment"), Programs.Cli);
        File.CreateSymbolicLink(Path.Combine(programs, "Containment.Daemon"), Programs.Daemon);
        string[] before = [$"export PATH={programs}:$PATH ROOT={BusyboxRoot.Path} SOCKET={scene.Socket} FINGERPRINT={new string('a', 64)} CONTAINMENT_PROFILES={Path.Combine(scene.Test.Top, "profiles")}", "trap 'kill $(jobs -p) 2> /dev/null || true' EXIT", "set -eux"];
        var shell = scene.StartOther("bash", "-c", string.Join('\n', [.. before, .. shown]));
        shell.Input.Close();
        var ended = await shell.WaitAsync(cancellation);
        Assert.That(ended.Code, Is.Zero, ended.Error + ended.Output);
    }

    private static string[] Lines(string page, string section)
    {
        var text = File.ReadAllText(Programs.InRepository($"docs/{page}"));
        var part = Headings().Split(text).Single(part => part.Split('\n')[0] == section);
        return [.. Fence().Matches(part).SelectMany(match => match.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))];
    }

    [GeneratedRegex("(?m)^#+ ")]
    private static partial Regex Headings();

    [GeneratedRegex(@"```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();
}
