using Containment.Oci.CommandLine;

namespace Containment.Oci.Life;

/// <summary>The flags of exec.</summary>
internal static class ExecFlags
{
    public static readonly Flag
        ConsoleSocket = CreateFlags.ConsoleSocket,
        Cwd = Flag.Text("cwd", "current working directory in the container"),
        Env = Flag.List("env", "set environment variables", "e"),
        Tty = Flag.Switch("tty", "allocate a pseudo-TTY", "t"),
        User = Flag.Text("user", "UID (format: <uid>[:<gid>])", "u"),
        AdditionalGids = Flag.List("additional-gids", "additional gids", "g"),
        Process = Flag.Text("process", "path to the process.json", "p"),
        Detach = Flag.Switch("detach", "detach from the container's process", "d"),
        PidFile = CreateFlags.PidFile,
        ProcessLabel = Flag.Text("process-label", "set the asm process label for the process commonly used with selinux"),
        Apparmor = Flag.Text("apparmor", "set the apparmor profile for the process"),
        NoNewPrivs = Flag.Switch("no-new-privs", "set the no new privileges value for the process"),
        Cap = Flag.List("cap", "add a capability to the bounding set for the process", "c"),
        PreserveFds = CreateFlags.PreserveFds,
        Cgroup = Flag.List("cgroup", "run the process in an (existing) sub-cgroup(s). Format is [<controller>:]<cgroup>."),
        IgnorePaused = Flag.Switch("ignore-paused", "allow exec in a paused container");

    public static readonly IReadOnlyList<Flag> All =
        [ConsoleSocket, Cwd, Env, Tty, User, AdditionalGids, Process, Detach, PidFile, ProcessLabel, Apparmor, NoNewPrivs, Cap, PreserveFds, Cgroup, IgnorePaused];
}
