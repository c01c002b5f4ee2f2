namespace Containment.Launch;

/// <summary>Turns a request for a further process into a plan. Pure.</summary>
internal static class ExecCompiler
{
    public static LaunchPlan Compile(ExecRequest request) => throw new NotImplementedException();
}
