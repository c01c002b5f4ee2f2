using Containment.Resources;

namespace Containment.Tests.Resources;

internal sealed class PressureThresholdTests
{
    [TestCase("memory:some:150ms/2s", "some 150000 2000000")]
    [TestCase("io:full:1s/10s", "full 1000000 10000000")]
    [TestCase("cpu:some:500us/0.5s", "some 500 500000")]
    public void One_is_read_and_given_to_the_kernel(string text, string trigger)
    {
        var threshold = PressureThreshold.Parse(text);
        Assert.That(threshold.Trigger, Is.EqualTo(trigger));
        Assert.That(PressureThreshold.Parse(threshold.ToString()), Is.EqualTo(threshold));
    }

    [TestCase("")]
    [TestCase("memory")]
    [TestCase("disk:some:1s/2s")]
    [TestCase("io:all:1s/2s")]
    [TestCase("io:some:3s/2s")]
    [TestCase("io:some:0s/2s")]
    [TestCase("io:some:1s/11s")]
    [TestCase("io:some:1/2")]
    [TestCase("io:some:xs/2s")]
    public void Anything_else_is_refused(string text)
    {
        Assert.That(() => PressureThreshold.Parse(text), Throws.TypeOf<InvalidSpecException>());
        Assert.That(PressureThreshold.TryParse(text, null, out _), Is.False);
    }

    [TestCase("memory:some:50ms/1s", "memory:some:100ms/2s")]
    [TestCase("memory:some:500ms/5s", "memory:some:600ms/6s")]
    [TestCase("memory:some:500ms/4s", "memory:some:500ms/4s")]
    public void Without_the_capability_the_window_grows_to_a_multiple_of_two_seconds_and_the_share_stays(string asked, string ordinary) =>
        Assert.That(PressureThreshold.Parse(asked).Ordinary.ToString(), Is.EqualTo(ordinary));
}
