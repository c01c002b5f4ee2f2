using Containment.Linux.Processes;

namespace Containment.Launch.Plans;

/// <summary>Where a launch stands still for hooks (config.md, "POSIX-platform Hooks"), if there are any for that point.</summary>
internal static class PauseSteps
{
    /// <summary>The namespaces are there, and what the host does for them is done; the child waits for the tree.</summary>
    public static void CreateRuntime(LaunchScope scope)
    {
        if (scope.Request.AwaitsNetwork || scope.Request.Spec.Hooks is { Prestart.Count: > 0 } or { CreateRuntime.Count: > 0 })
            scope.Keeper.Do(SystemCall.Pause, "hooks createRuntime", (int)LaunchPause.CreateRuntime);
    }

    /// <summary>The root has all its mounts, and the host's tree is still around it.</summary>
    public static void CreateContainer(LaunchScope scope)
    {
        if (scope.Request.Spec.Hooks is { CreateContainer.Count: > 0 }) Pause(scope, LaunchPause.CreateContainer, "hooks createContainer", Marks.Attached, Marks.Enter);
    }

    /// <summary>All but the filter is done. A process that is begun later has these hooks before it is begun.</summary>
    public static void StartContainer(LaunchScope scope)
    {
        if (scope.Request.Spec.Hooks is { StartContainer.Count: > 0 }) Pause(scope, LaunchPause.StartContainer, "hooks startContainer", Marks.Settled, Marks.Begin);
    }

    private static void Pause(LaunchScope scope, LaunchPause pause, string subject, int arrived, int goOn)
    {
        scope.Child.Do(SystemCall.Arrive, subject, arrived);
        scope.Keeper.Do(SystemCall.AwaitChild, subject, arrived);
        scope.Keeper.Do(SystemCall.Pause, subject, (int)pause);
        scope.Keeper.Do(SystemCall.Signal, subject, goOn);
        scope.Child.Do(SystemCall.Await, subject, goOn);
    }
}
