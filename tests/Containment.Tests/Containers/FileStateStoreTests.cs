using Containment.Containers.Storing;

namespace Containment.Tests.Containers;

internal sealed class FileStateStoreTests : StateStoreConformance
{
    private string _top = "";

    private ContainerHostOptions Options => new() { StateDirectory = _top, RuntimeDirectory = "/run/none" };

    [SetUp]
    public void Make() => _top = Directory.CreateTempSubdirectory("ct").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_top, recursive: true);

    protected override IStateStore Open() => new FileStateStore(Options, machine: null);

    [TestCase("")]
    [TestCase("{")]
    [TestCase("null")]
    [TestCase("{\"version\":2,\"createdAt\":\"2026-01-01T00:00:00Z\",\"ownership\":{\"epoch\":1,\"owner\":\"Here\"},\"layers\":[]}")]
    [TestCase("{\"version\":1}")]
    [TestCase("{\"version\":1,\"createdAt\":\"2026-01-01T00:00:00Z\",\"ownership\":null,\"layers\":[]}")]
    [TestCase("{\"version\":1,\"createdAt\":\"2026-01-01T00:00:00Z\",\"ownership\":{\"epoch\":1,\"owner\":\"Nobody\"},\"layers\":[]}")]
    public async Task A_damaged_state_is_called_corrupt_with_its_path(string content)
    {
        await AddAsync(Open(), "web");
        var path = new ContainerPaths(Options, "web").State;
        File.WriteAllText(path, content);
        var refused = await Assert.ThrowsAsync<ContainmentException>(() => Open().ReadStateAsync("web", default));
        Assert.That((refused!.Reason, refused.Subject), Is.EqualTo((FailureReason.Corrupt, path)));
    }

    [Test]
    public async Task A_description_without_optional_fields_has_their_defaults()
    {
        await AddAsync(Open(), "web");
        File.WriteAllText(new ContainerPaths(Options, "web").Spec, """{"version":1,"container":{"id":"web","root":{"kind":"directory","path":"/r"},"process":{"command":["/bin/true"]}}}""");
        var spec = await Open().ReadSpecAsync("web", default);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(spec.Isolation.UserNamespace, Is.True);
            Assert.That(spec.Process.WorkingDirectory, Is.EqualTo("/"));
            Assert.That(spec.Networks, Is.Empty);
            Assert.That(spec.Limits.MemoryMax, Is.Null);
        }
    }

    [Test]
    public async Task A_description_of_another_container_is_corrupt()
    {
        await AddAsync(Open(), "web");
        await AddAsync(Open(), "db");
        File.Copy(new ContainerPaths(Options, "db").Spec, new ContainerPaths(Options, "web").Spec, overwrite: true);
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => Open().ReadSpecAsync("web", default)))!.Reason, Is.EqualTo(FailureReason.Corrupt));
    }

    [Test]
    public async Task A_crash_while_writing_leaves_the_old_state()
    {
        await AddAsync(Open(), "web");
        File.WriteAllText(new ContainerPaths(Options, "web").State + ".new", "{\"vers");
        Assert.That((await Open().ReadStateAsync("web", default)).Ownership.Epoch, Is.EqualTo(1));
    }
}
