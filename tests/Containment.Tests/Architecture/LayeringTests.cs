using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Containment.Tests.Architecture;

internal sealed class LayeringTests
{
    [Test]
    public void A_stage_uses_only_earlier_stages()
    {
        using var image = new PEReader(File.OpenRead(typeof(ContainerHost).Assembly.Location));
        var references = new TypeReferences(image);
        var wrong = from use in references.Uses()
                    let user = Stages.Of(use.User.Namespace, use.User.Name)
                    let used = Stages.Of(use.Used.Namespace, use.Used.Name)
                    where user is not null && used is not null && used > user
                    select $"{use.User.Namespace}.{use.User.Name} uses {use.Used.Namespace}.{use.Used.Name}";
        Assert.That(wrong.Distinct().Order(), Is.Empty);
    }

    [Test]
    public void The_reader_sees_uses_in_code_and_in_signatures()
    {
        using var image = new PEReader(File.OpenRead(typeof(LayeringTests).Assembly.Location));
        var uses = new TypeReferences(image).Uses().Where(use => use.User.Name == nameof(LayeringTests)).Select(use => use.Used.Name).ToHashSet();
        Assert.That(uses, Does.Contain(nameof(TypeReferences)).And.Contain(nameof(Stages)));
    }

    [Test]
    public void Every_public_type_of_a_stage_stands_at_the_top_of_its_folder()
    {
        var deep = typeof(ContainerHost).Assembly.GetExportedTypes().Where(type => type.Namespace!.Split('.').Length > 2);
        Assert.That(deep, Is.Empty);
    }

    [Test]
    public void The_kernel_layer_shows_nothing()
    {
        var exported = typeof(Containment.Linux.Descriptors.Errno).Assembly.GetExportedTypes();
        Assert.That(exported, Is.Empty);
    }
}
