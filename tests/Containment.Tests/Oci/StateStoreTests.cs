using Containment.Oci.States;

namespace Containment.Tests.Oci;

internal sealed class StateStoreTests
{
    private string _root = null!;

    [SetUp]
    public void MakeRoot() => _root = Path.Combine(Path.GetTempPath(), $"ct{Guid.NewGuid():N}");

    [TearDown]
    public void RemoveRoot()
    {
        if (Directory.Exists(_root)) Directory.Delete(_root, recursive: true);
    }

    private StateStore Store => new(_root);

    private static ContainerRecord Record(string id, ProcessIdentity? init) =>
        new() { OciVersion = "1.2.0", Id = id, Bundle = "/b", Rootfs = "/b/rootfs", Created = DateTimeOffset.UtcNow, Owner = 0, Init = init };

    [TestCase("a")]
    [TestCase("A_b+c-d.e")]
    [TestCase("..a")]
    [TestCase("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void Ids_that_runc_takes_are_taken(string id) => Assert.That(StateStore.CheckId(id), Is.EqualTo(id));

    [TestCase("")]
    [TestCase(".")]
    [TestCase("..")]
    [TestCase("a/b")]
    [TestCase("a b")]
    [TestCase("a\0")]
    [TestCase("é")]
    public void Other_ids_are_refused(string id) => Assert.That(() => StateStore.CheckId(id), Throws.TypeOf<InvalidSpecException>());

    [Test]
    public void An_id_is_given_once()
    {
        using var first = Store.Create("a");
        Assert.That(() => Store.Create("a"), Throws.TypeOf<ContainmentException>().With.Message.EqualTo("container with given ID already exists"));
    }

    [Test]
    public void One_that_is_not_there_is_told_as_callers_expect()
    {
        Assert.That(() => Store.Read("a"), Throws.TypeOf<ContainmentException>().With.Message.EqualTo("container does not exist"));
        Assert.That(() => Store.Hold("a"), Throws.TypeOf<ContainmentException>().With.Message.EqualTo("container does not exist"));
        Assert.That(Store.List(), Is.Empty);
    }

    [Test]
    public void It_is_being_created_while_it_is_held_and_has_no_process()
    {
        using (var held = Store.Create("a"))
        {
            held.Write(Record("a", null));
            Assert.That(Store.Read("a").Phase, Is.EqualTo(ContainerPhase.Creating));
        }
        Assert.That(Store.Read("a").Phase, Is.EqualTo(ContainerPhase.Stopped));
    }

    [Test]
    public void Its_process_and_its_start_socket_say_what_it_does()
    {
        using var held = Store.Create("a");
        held.Write(Record("a", ProcessIdentity.Of(Environment.ProcessId)));
        Assert.That(Store.Read("a").Phase, Is.EqualTo(ContainerPhase.Running));
        File.WriteAllText(held.Paths.StartSocket, "");
        Assert.That(Store.Read("a").Phase, Is.EqualTo(ContainerPhase.Created));
        held.Write(Record("a", new(int.MaxValue, 1, "x")));
        var stopped = Store.Read("a");
        Assert.That((stopped.Phase, stopped.Pid), Is.EqualTo((ContainerPhase.Stopped, 0)));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Whoever_wants_to_change_it_waits_for_whoever_does()
    {
        var first = Store.Create("a");
        var second = Task.Run(() => Store.Hold("a"));
        Assert.That(await Task.WhenAny(second, Task.Delay(100)), Is.Not.SameAs(second));
        first.Dispose();
        (await second).Dispose();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Whoever_waited_for_one_that_was_removed_is_told_so()
    {
        var first = Store.Create("a");
        var second = Task.Run(() => Store.Hold("a"));
        await Task.Delay(50);
        first.Remove();
        first.Dispose();
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => second))!.Reason, Is.EqualTo(FailureReason.NotFound));
    }

    [Test]
    public void What_is_no_container_is_not_listed()
    {
        Store.Create("b").Dispose();
        Store.Create("a").Dispose();
        Directory.CreateDirectory($"{_root}/not one");
        File.WriteAllText($"{_root}/file", "");
        Assert.That(Store.List(), Is.EqualTo((string[])["a", "b"]));
    }
}
