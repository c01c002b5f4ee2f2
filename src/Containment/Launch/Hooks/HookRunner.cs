using Containment.Bundles.Oci;

namespace Containment.Launch.Hooks;

/// <summary>
/// The hooks of a bundle at the points of a container's life (config.md, "POSIX-platform Hooks").
/// <code>
///                    runs in             its path is of   when it fails
/// prestart           the host            the host         the launch is undone
/// createRuntime      the host            the host         the launch is undone
/// createContainer    the container       the host         the launch is undone
/// startContainer     the container       the container    the container is ended
/// poststart          the host            the host         it is told, and that is all
/// poststop           the host            the host         it is told, and that is all
/// </code>
/// </summary>
internal static class HookRunner
{
    /// <summary>What a launch does at the pauses that its hooks make (<see cref="Plans.PauseSteps"/>); null without any hook there.</summary>
    /// <param name="spec">Whose hooks.</param>
    /// <param name="state">The container; status and process are filled in.</param>
    /// <param name="others">What is done at the other pauses.</param>
    public static AtPause? PausesFor(RuntimeSpec spec, OciState state, AtPause? others = null)
    {
        if (spec.Hooks is null) return others;
        return (pause, pid, cancellationToken) => pause switch
        {
            LaunchPause.CreateRuntime => CreateRuntimeAsync(spec.Hooks, state with { Status = OciState.Creating, Pid = pid }, cancellationToken),
            LaunchPause.CreateContainer => InsideAsync(spec.Hooks.CreateContainer, "hooks.createContainer", spec.Process?.Env, state with { Status = OciState.Creating }, state.Bundle, pid, cancellationToken),
            LaunchPause.StartContainer => StartContainerAsync(spec, state, pid, cancellationToken),
            _ => others?.Invoke(pause, pid, cancellationToken) ?? Task.CompletedTask,
        };
    }

    /// <summary>Before a process that waits to be begun is begun.</summary>
    /// <param name="spec">Whose hooks.</param>
    /// <param name="state">The container; status and process are filled in.</param>
    /// <param name="pid">The process, as the host sees it.</param>
    /// <param name="cancellationToken">Kills the hook.</param>
    /// <exception cref="ContainmentException">One failed: the container has to be ended.</exception>
    public static Task StartContainerAsync(RuntimeSpec spec, OciState state, int pid, CancellationToken cancellationToken) =>
        InsideAsync(spec.Hooks?.StartContainer, "hooks.startContainer", spec.Process?.Env, state with { Status = OciState.Created }, "/", pid, cancellationToken);

    /// <summary>After the program began. A hook that fails is told of.</summary>
    public static Task PoststartAsync(RuntimeSpec spec, OciState state, Action<string> log, CancellationToken cancellationToken) =>
        AfterAsync(spec.Hooks?.Poststart, "hooks.poststart", state with { Status = OciState.Running }, log, cancellationToken);

    /// <summary>After the container was deleted. A hook that fails is told of.</summary>
    public static Task PoststopAsync(RuntimeSpec spec, OciState state, Action<string> log, CancellationToken cancellationToken) =>
        AfterAsync(spec.Hooks?.Poststop, "hooks.poststop", state with { Status = OciState.Stopped, Pid = null }, log, cancellationToken);

    private static async Task CreateRuntimeAsync(OciHooks hooks, OciState state, CancellationToken cancellationToken)
    {
        // Older than the others and once a part of start: its status is what it was told then.
        await OutsideAsync(hooks.Prestart, "hooks.prestart", state with { Status = OciState.Created }, cancellationToken).ConfigureAwait(false);
        await OutsideAsync(hooks.CreateRuntime, "hooks.createRuntime", state, cancellationToken).ConfigureAwait(false);
    }

    private static async Task OutsideAsync(IReadOnlyList<OciHook>? hooks, string field, OciState state, CancellationToken cancellationToken)
    {
        for (var n = 0; n < (hooks?.Count ?? 0); n++)
            await HookProcess.RunAsync($"{field}[{n}]", hooks![n], state, Directory(state.Bundle), OwnEnvironment, null, cancellationToken).ConfigureAwait(false);
    }

    private static async Task InsideAsync(IReadOnlyList<OciHook>? hooks, string field, IReadOnlyList<string>? environment, OciState state, string directory, int pid, CancellationToken cancellationToken)
    {
        if (hooks is not { Count: > 0 }) return;
        var place = HookPlace.Of(pid);
        // Until its execve the process shares the memory of a program of the host's, which only the machine's root may look into.
        if (place is { UserNamespace: true, OwnerOfMachine: false })
            throw new ContainmentException(FailureReason.Unsupported, field, $"{field} runs inside the container, which only root can join before its program runs: as an ordinary user, use createRuntime or poststart");
        for (var n = 0; n < hooks.Count; n++)
            await HookProcess.RunAsync($"{field}[{n}]", hooks[n], state with { Pid = place.PidInside }, Directory(directory), environment ?? [], place, cancellationToken).ConfigureAwait(false);
    }

    private static async Task AfterAsync(IReadOnlyList<OciHook>? hooks, string field, OciState state, Action<string> log, CancellationToken cancellationToken)
    {
        for (var n = 0; n < (hooks?.Count ?? 0); n++)
        {
            try
            {
                await HookProcess.RunAsync($"{field}[{n}]", hooks![n], state, Directory(state.Bundle), OwnEnvironment, null, cancellationToken).ConfigureAwait(false);
            }
            catch (ContainmentException failure)
            {
                log(failure.Message);
            }
        }
    }

    // What a hook has that names no environment, as with runc: on the host the caller's, in the container that of its process.
    private static IReadOnlyList<string> OwnEnvironment =>
        [.. Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().Select(one => $"{one.Key}={one.Value}")];

    private static string Directory(string wanted) => wanted.Length > 0 ? wanted : "/";
}
