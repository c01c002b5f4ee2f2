namespace Containment.Launch;

/// <summary>Turns a request into a plan. Pure.</summary>
internal static class LaunchCompiler
{
    public static LaunchPlan Compile(LaunchRequest request) => throw new NotImplementedException();
}
