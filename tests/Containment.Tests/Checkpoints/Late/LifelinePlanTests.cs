using Containment.Checkpoints.Late;

namespace Containment.Tests.Checkpoints.Late;

internal sealed class LifelinePlanTests
{
    [Test]
    public void It_waits_for_the_server_kills_and_lets_go_only_when_the_container_has_ended() =>
        Assert.That(LifelinePlan.Steps.Select(step => step.ToString()), Is.EqualTo((string[])["read the server's end", "pidfd_send_signal SIGKILL to the container", "ppoll the container's end"]));
}
