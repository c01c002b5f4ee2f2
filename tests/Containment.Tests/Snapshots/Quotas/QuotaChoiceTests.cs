using Containment.Snapshots;
using Containment.Snapshots.Quotas;

namespace Containment.Tests.Snapshots.Quotas;

internal sealed class QuotaChoiceTests
{
    private static readonly QuotaFacts Plain = new("/state", Root: true, Projects: false, Groups: false);

    [Test]
    public void Projects_are_taken_where_the_file_system_keeps_them_and_an_image_elsewhere()
    {
        Assert.That(Of(DiskQuotaKind.Auto, Plain), Is.EqualTo(DiskQuotaKind.Image));
        Assert.That(Of(DiskQuotaKind.Auto, Plain with { Projects = true }), Is.EqualTo(DiskQuotaKind.Project));
        Assert.That(Of(DiskQuotaKind.Auto, Plain with { Groups = true }), Is.EqualTo(DiskQuotaKind.Image), "df inside would not show a group's limit");
    }

    [Test]
    public void Root_that_is_root_outside_gets_an_image_because_it_could_leave_its_project() =>
        Assert.That(Of(DiskQuotaKind.Auto, Plain with { Projects = true }, userNamespace: false), Is.EqualTo(DiskQuotaKind.Image));

    [Test]
    public void What_is_asked_for_is_taken([Values(DiskQuotaKind.Project, DiskQuotaKind.Subvolume, DiskQuotaKind.Image)] DiskQuotaKind kind, [Values] bool userNamespace) =>
        Assert.That(Of(kind, Plain with { Projects = true, Groups = true }, userNamespace), Is.EqualTo(kind));

    [TestCase(DiskQuotaKind.Project, "prjquota")]
    [TestCase(DiskQuotaKind.Subvolume, "btrfs quota enable /state")]
    public void What_the_file_system_lacks_is_refused_with_what_would_help(DiskQuotaKind kind, string remedy)
    {
        var failure = Assert.Throws<ContainmentException>(() => Of(kind, Plain));
        Assert.That(failure!.Reason, Is.EqualTo(FailureReason.Unsupported));
        Assert.That(failure.Message, Does.Contain(remedy));
    }

    [Test]
    public void Only_root_of_the_machine_has_any([Values] DiskQuotaKind kind) =>
        Assert.That(Assert.Throws<ContainmentException>(() => Of(kind, Plain with { Root = false, Projects = true, Groups = true }))!.Reason, Is.EqualTo(FailureReason.Unsupported));

    [Test]
    public void A_kind_that_is_none_is_refused() => Assert.Throws<InvalidSpecException>(() => Of((DiskQuotaKind)9, Plain));

    private static DiskQuotaKind Of(DiskQuotaKind kind, QuotaFacts facts, bool userNamespace = true) => QuotaChoice.Of(new(1 << 30) { Kind = kind }, facts, userNamespace);
}
