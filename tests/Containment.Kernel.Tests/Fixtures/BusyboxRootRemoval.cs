using Containment.Kernel.Tests.Fixtures;

/// <summary>Outside every namespace, so that it runs after all tests.</summary>
[SetUpFixture]
internal sealed class BusyboxRootRemoval
{
    [OneTimeTearDown]
    public void Remove() => BusyboxRoot.Remove();
}
