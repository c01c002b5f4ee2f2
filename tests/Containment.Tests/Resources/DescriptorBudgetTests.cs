using Containment.Resources.Sampling;

namespace Containment.Tests.Resources;

internal sealed class DescriptorBudgetTests
{
    [Test]
    public void Every_container_gets_the_same_number()
    {
        var budget = new DescriptorBudget(10_000);
        Assert.That((budget.Share(1000), budget.Each), Is.EqualTo((true, 10)));
        Assert.That((budget.Share(1001), budget.Each), Is.EqualTo((true, 9)));
        Assert.That((budget.Share(1100), budget.Each), Is.EqualTo((false, 9)));
        Assert.That((budget.Share(0), budget.Each), Is.EqualTo((false, int.MaxValue)));
    }

    [Test]
    public void A_quarter_is_given_back_when_the_process_has_none_left()
    {
        var budget = new DescriptorBudget(10_000);
        budget.Share(100);
        budget.Held = 1000;
        budget.RunOut();
        Assert.That(budget.Share(100));
        Assert.That((budget.Most, budget.Each), Is.EqualTo((750, 7)));
    }

    [Test]
    public void None_are_held_beyond_the_share()
    {
        using var files = new PlainFiles(("cpu.stat", "usage_usec 1\n"), ("memory.current", "1\n"), ("cpu.pressure", ""), ("memory.pressure", ""), ("io.pressure", ""));
        var budget = new DescriptorBudget(3);
        budget.Share(1);
        using var container = new SampledContainer("a", files.AsUnified, budget, new(new(), 1));
        var buffer = new byte[64];
        container.Read(TimeSpan.Zero, TimeSpan.Zero, ref buffer);
        Assert.That(budget.Held, Is.EqualTo(3));
        budget.Share(3);
        container.Trim();
        Assert.That(budget.Held, Is.EqualTo(1));
        container.Dispose();
        Assert.That(budget.Held, Is.Zero);
    }
}
