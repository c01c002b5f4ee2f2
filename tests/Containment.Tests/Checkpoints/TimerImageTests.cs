using Containment.Checkpoints.Criu;
using Containment.Checkpoints.Criu.Messages;

namespace Containment.Tests.Checkpoints;

internal sealed class TimerImageTests
{
    [Test]
    public void An_interval_timer_that_had_expired_expires_again_at_once()
    {
        OpenFile expired = new() { Tfd = new() { Ticks = 2, Insec = 20 } };
        Assert.That(ImageChanges.KeepTimers([new OpenFile(), expired]), Is.True);
        Assert.That((expired.Tfd.Ticks, expired.Tfd.Vsec, expired.Tfd.Vnsec, expired.Tfd.Insec), Is.EqualTo((1, 0, 1, 20)));
    }

    [TestCase(0, 5, 0, 20, TestName = "One that runs stays as it is")]
    [TestCase(1, 0, 0, 0, TestName = "One that was to expire once stays expired")]
    [TestCase(0, 0, 0, 20, TestName = "One that was never set stays off")]
    public void Others_stay_as_they_are(int ticks, int left, int seconds, int interval)
    {
        OpenFile file = new() { Tfd = new() { Ticks = (ulong)ticks, Vsec = (ulong)left, Isec = (ulong)seconds, Insec = (ulong)interval } };
        var before = file.Clone();
        Assert.That(ImageChanges.KeepTimers([file]), Is.False);
        Assert.That(file, Is.EqualTo(before));
    }
}
