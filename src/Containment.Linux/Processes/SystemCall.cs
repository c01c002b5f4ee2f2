namespace Containment.Linux.Processes;

/// <summary>A system call by name, or an operation of containment-init (native/containment-init/plan.h), with its number on this machine.</summary>
internal readonly record struct SystemCall(string Name, int Number)
{
    private static readonly bool Arm64 = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    public static readonly SystemCall
        Openat = Of("openat", 257, 56), Mkdirat = Of("mkdirat", 258, 34), Mknodat = Of("mknodat", 259, 33), Symlinkat = Of("symlinkat", 266, 36),
        Unlinkat = Of("unlinkat", 263, 35), Fchownat = Of("fchownat", 260, 54), Fchown = Of("fchown", 93, 55), Close = Of("close", 3, 57),
        Socket = Of("socket", 41, 198), Bind = Of("bind", 49, 200), Listen = Of("listen", 50, 201), Ioctl = Of("ioctl", 16, 29),
        Umask = Of("umask", 95, 166), Setfsuid = Of("setfsuid", 122, 151), Setfsgid = Of("setfsgid", 123, 152), Prctl = Of("prctl", 157, 167),
        Mount = Of("mount", 165, 40), Umount2 = Of("umount2", 166, 39), Fchdir = Of("fchdir", 81, 50), Chdir = Of("chdir", 80, 49),
        PivotRoot = Of("pivot_root", 155, 41), Unshare = Of("unshare", 272, 97), Setns = Of("setns", 308, 268), Setsid = Of("setsid", 112, 157),
        Setresuid = Of("setresuid", 117, 147), Setresgid = Of("setresgid", 119, 149), Setgroups = Of("setgroups", 116, 159), Capset = Of("capset", 126, 91),
        Sethostname = Of("sethostname", 170, 161), Setdomainname = Of("setdomainname", 171, 162), Prlimit = Of("prlimit64", 302, 261),
        Keyctl = Of("keyctl", 250, 219), Dup3 = Of("dup3", 292, 24), Fcntl = Of("fcntl", 72, 25), Execve = Of("execve", 59, 221),
        Execveat = Of("execveat", 322, 281), WriteDescriptor = Of("write", 1, 64), ReadDescriptor = Of("read", 0, 63), Sendfile = Of("sendfile", 40, 71),
        OpenTree = Of("open_tree", 428, 428), MoveMount = Of("move_mount", 429, 429), Fsopen = Of("fsopen", 430, 430),
        Fsconfig = Of("fsconfig", 431, 431), Fsmount = Of("fsmount", 432, 432), PidfdOpen = Of("pidfd_open", 434, 434),
        CloseRange = Of("close_range", 436, 436), Openat2 = Of("openat2", 437, 437), Connect = Of("connect", 42, 203), SchedSetattr = Of("sched_setattr", 314, 274), SchedSetaffinity = Of("sched_setaffinity", 203, 122), SchedGetaffinity = Of("sched_getaffinity", 204, 123),
        IoprioSet = Of("ioprio_set", 251, 30), Personality = Of("personality", 135, 92), Fchmodat = Of("fchmodat", 268, 53), Fchmod = Of("fchmod", 91, 52), Fsetxattr = Of("fsetxattr", 190, 7), Chroot = Of("chroot", 161, 51), Accept4 = Of("accept4", 288, 242), Seccomp = Of("seccomp", 317, 277), Sendmsg = Of("sendmsg", 46, 211), Ppoll = Of("ppoll", 271, 73), PidfdSendSignal = Of("pidfd_send_signal", 424, 424), Faccessat2 = Of("faccessat2", 439, 439), Setpriority = Of("setpriority", 141, 140), Waitid = Of("waitid", 247, 95), ExitGroup = Of("exit_group", 231, 94), MountSetattr = Of("mount_setattr", 442, 442);

    public static readonly SystemCall
        CloneChild = new("clone3", 0x10000), Patch = new("patch", 0x10001), WriteFile = new("write", 0x10002), Pipe = new("pipe2", 0x10003),
        Netlink = new("netlink", 0x10004), Signal = new("signal", 0x10005), Await = new("await", 0x10006),
        AwaitExec = new("await-exec", 0x10007), Keep = new("keep", 0x10008), Pause = new("pause", 0x10009), Arrive = new("arrive", 0x1000a),
        AwaitChild = new("await-child", 0x1000b), Report = new("report", 0x1000c), Detach = new("detach", 0x1000d),
        Expect = new("fstatfs", 0x1000e), CopyTree = new("copy", 0x1000f), AnswerOpens = new("answer", 0x10010), Breakpoint = new("breakpoint", 0x10011);

    private static SystemCall Of(string name, int x64, int arm64) => new(name, Arm64 ? arm64 : x64);
}
