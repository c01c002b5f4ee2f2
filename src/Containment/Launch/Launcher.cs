namespace Containment.Launch;

/// <summary>Carries out plans.</summary>
internal static class Launcher
{
    /// <summary>
    /// Runs a plan of <see cref="LaunchCompiler"/> or <see cref="ExecCompiler"/>. When it returns, the process runs (its execve succeeded);
    /// when it throws, nothing is left.
    /// </summary>
    /// <exception cref="KernelException">The step that failed: call, subject, errno.</exception>
    public static Task<KeeperSession> StartAsync(LaunchPlan plan, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
