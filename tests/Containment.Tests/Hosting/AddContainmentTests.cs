using Containment.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Containment.Tests.Hosting;

internal sealed class AddContainmentTests
{
    private string _directory = "";

    [SetUp]
    public void Make() => _directory = Directory.CreateTempSubdirectory("ct-hosting-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task Options_come_from_configuration()
    {
        await using var services = Services(new() { ["StateDirectory"] = $"{_directory}/state", ["RuntimeDirectory"] = $"{_directory}/run", ["FirstSubordinateId"] = "200000", ["Migration:Port"] = "0" });
        var host = services.GetRequiredService<ContainerHost>();
        Assert.Multiple(() =>
        {
            Assert.That(host.Options.StateDirectory, Is.EqualTo($"{_directory}/state"));
            Assert.That(host.Options.FirstSubordinateId, Is.EqualTo(200000));
            Assert.That(Directory.Exists($"{_directory}/run"));
            Assert.That(services.GetRequiredService<IOptions<ContainmentOptions>>().Value.Migration.Port, Is.Zero);
        });
    }

    [TestCase("StateDirectory", "relative", "StateDirectory")]
    [TestCase("FirstSubordinateId", "7", "FirstSubordinateId")]
    [TestCase("Migration:Port", "70000", "Port")]
    [TestCase("Migration:Address", "everywhere", "Migration:Address")]
    public async Task Options_that_can_not_work_are_refused_by_name(string key, string value, string field)
    {
        await using var services = Services(new() { ["StateDirectory"] = $"{_directory}/state", ["RuntimeDirectory"] = $"{_directory}/run", [key] = value });
        Assert.That(services.GetRequiredService<ContainerHost>, Throws.InstanceOf<OptionsValidationException>().With.Message.StartsWith(field));
    }

    private static ServiceProvider Services(Dictionary<string, string?> values)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        return new ServiceCollection().AddLogging().AddContainment(configuration).BuildServiceProvider();
    }
}
