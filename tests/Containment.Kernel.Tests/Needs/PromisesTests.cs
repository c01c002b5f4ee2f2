namespace Containment.Kernel.Tests.Needs;

internal sealed class PromisesTests
{
    [Test]
    public void Every_promise_is_a_need_that_is_known() =>
        Assert.That(Promises.Unknown, Is.Empty, "CONTAINMENT_PROMISES has a word that no test asks for");

    // A virtual machine is promised to the tests that boot it.
    [Test]
    public void What_is_promised_is_there() =>
        Assert.That(Enum.GetValues<Need>().Except([Need.VirtualMachine]).Where(Promises.Include).Select(Machine.Lack).Where(lack => lack is not null), Is.Empty);

    [Test]
    public void A_need_is_written_in_kebab_case() => Assert.That(Promises.NameOf(Need.CgroupV2), Is.EqualTo("cgroup-v2"));
}
