namespace Containment.Kernel.Tests.Security;

[SetUpFixture]
internal sealed class ProbeRootRemoval
{
    [OneTimeTearDown]
    public void Remove() => ProbeRoot.Remove();
}
