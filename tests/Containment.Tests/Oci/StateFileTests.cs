using System.Text;
using Containment.Oci.States;

namespace Containment.Tests.Oci;

internal sealed class StateFileTests
{
    private const string Good = """
        {"version":1,"ociVersion":"1.2.0","id":"a","bundle":"/b","rootfs":"/b/rootfs","created":"2026-01-02T03:04:05.6Z","owner":0,
         "init":{"pid":77,"startTime":5,"bootId":"x"},"annotations":{"k":"v"}}
        """;

    private static ContainerRecord Parse(string text) => StateFile.Parse("a", "/state.json", Encoding.UTF8.GetBytes(text));

    [Test]
    public void What_is_written_is_read()
    {
        var directory = Directory.CreateTempSubdirectory("ct").FullName;
        var path = $"{directory}/state.json";
        try
        {
            var record = Parse(Good) with { StartSteps = ["3 x"], Cgroup = "somewhere" };
            StateFile.Write(path, record);
            var read = StateFile.Read("a", path)!;
            Assert.That(read with { Annotations = null, StartSteps = null }, Is.EqualTo(record with { Annotations = null, StartSteps = null }));
            Assert.That(read.StartSteps, Is.EqualTo(record.StartSteps));
            Assert.That(read.Annotations, Is.EqualTo(record.Annotations));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Test]
    public void Every_cut_of_it_is_damage_that_is_told()
    {
        for (var length = 0; length < Good.TrimEnd().Length; length++)
        {
            var cut = Good[..length];
            Assert.That(() => Parse(cut), Throws.TypeOf<ContainmentException>().With.Property("Reason").EqualTo(FailureReason.Corrupt), cut);
        }
    }

    [TestCase("\"version\":1", "\"version\":2")]
    [TestCase("\"id\":\"a\"", "\"id\":\"b\"")]
    [TestCase("\"id\":\"a\"", "\"id\":null")]
    [TestCase("\"bundle\":\"/b\"", "\"bundle\":\"b\"")]
    [TestCase("\"bundle\":\"/b\"", "\"bundle\":7")]
    [TestCase("\"pid\":77", "\"pid\":1")]
    [TestCase("\"pid\":77", "\"pid\":-5")]
    [TestCase("\"pid\":77", "\"pid\":99999999999")]
    [TestCase("\"startTime\":5", "\"startTime\":-5")]
    [TestCase("\"bootId\":\"x\"", "\"bootId\":null")]
    [TestCase("\"created\":\"2026", "\"created\":\"soon")]
    [TestCase("\"owner\":0", "\"owner\":-1")]
    [TestCase("\"version\":1", "\"version\":1,\"version\":1")]
    [TestCase("{\"k\":\"v\"}", "{\"k\":null}")]
    public void A_state_that_can_not_be_is_damage_that_is_told(string from, string to) =>
        Assert.That(() => Parse(Good.Replace(from, to)), Throws.TypeOf<ContainmentException>().With.Property("Reason").EqualTo(FailureReason.Corrupt));
}
