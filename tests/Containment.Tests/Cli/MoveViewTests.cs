using Containment.Cli.Output;
using Containment.Cli.Terminal;
using Containment.Migration;

namespace Containment.Tests.Cli;

internal sealed class MoveViewTests
{
    private static MigrationProgress At(MigrationPhase phase, int milliseconds, int round = 0, long bytes = 0) => new("web", phase, round, bytes, bytes, TimeSpan.FromMilliseconds(milliseconds));

    private static MoveView Moved()
    {
        var view = new MoveView("web to b@host");
        view.Take(At(MigrationPhase.Connecting, 0));
        view.Take(At(MigrationPhase.CopyingFiles, 20, 1, 1 << 20));
        view.Take(At(MigrationPhase.CopyingFiles, 60, 1, 8 << 20) with { BytesPerSecond = 200 << 20, BytesLeft = 4 << 20 });
        view.Take(At(MigrationPhase.CopyingFiles, 70, 2, 4096) with { DirtyBytesPerSecond = 1 << 20 });
        view.Take(At(MigrationPhase.Freezing, 80) with { Frozen = TimeSpan.FromMilliseconds(3) });
        return view;
    }

    [Test]
    public void Each_phase_and_round_has_a_line_with_what_it_took()
    {
        var lines = Moved().Lines(TimeSpan.FromMilliseconds(95), 200);
        Assert.That(lines, Has.Count.EqualTo(6));
        Assert.That(lines[3], Does.Match(@"^CopyingFiles\s+1\s+8 MiB\s+200 MiB/s\s+4 MiB\s+50 ms$"));
        Assert.That(lines[4], Does.Match(@"^CopyingFiles\s+2\s+4 KiB\s+1 MiB/s\s+10 ms$"));
        Assert.That(lines[5], Does.Match(@"^Freezing\s+15 ms  stands still for 3 ms$"));
    }

    [Test]
    public void The_end_says_how_long_it_stood_still()
    {
        var view = Moved();
        view.Take(At(MigrationPhase.Done, 130) with { Frozen = TimeSpan.FromMilliseconds(43) });
        Assert.That(view.Lines(TimeSpan.FromMilliseconds(140), 200)[^1], Is.EqualTo("Done").Or.Match(@"^Done\s+it stood still for 43 ms$"));
    }

    [Test]
    public void No_line_is_wider_than_the_terminal([Values(1, 20, 80)] int width) => Assert.That(Moved().Lines(TimeSpan.Zero, width), Has.All.Length.LessThanOrEqualTo(width));

    [Test]
    public void Lines_are_drawn_over_those_before() => Assert.That(MoveScreen.Compose(["a", "b"], 2), Is.EqualTo("\e[2A\ra\e[K\n\rb\e[K\n"));
}
