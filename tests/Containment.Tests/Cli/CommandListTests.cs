using Containment.Cli.Commands;
using Containment.Cli.Options;

namespace Containment.Tests.Cli;

internal sealed class CommandListTests
{
    [Test]
    public void Every_command_and_option_says_what_it_is_for() =>
        Assert.That(CommandList.All(new HostChoice()).SelectMany(command => command.Options.Select(option => option.Description).Append(command.Description)), Has.All.Not.Null.And.All.Not.Empty);

    [Test]
    public void The_whole_life_of_a_container_is_there()
    {
        string[] life = ["run", "create", "start", "ps", "exec", "console", "logs", "set", "pause", "resume", "stop", "kill", "rm", "checkpoint", "restore", "snapshot", "clone", "backup", "migrate", "inspect", "events", "top", "image", "volume", "network", "mount", "device", "host", "relay", "migration"];
        Assert.That(CommandList.All(new HostChoice()).Select(command => command.Name), Is.EquivalentTo(life));
    }
}
