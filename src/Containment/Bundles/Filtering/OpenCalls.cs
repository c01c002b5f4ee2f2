namespace Containment.Bundles.Filtering;

/// <summary>
/// System calls that every container may make: the kernel judges each by the caller's own rights, files, processes or memory, and
/// they are what ordinary programs are made of. Those of other architectures and of 32-bit programs stand beside their kin.
/// </summary>
internal static class OpenCalls
{
    public static IReadOnlyList<string> Names { get; } =
    [
        // Opening, reading and writing files; positions, sizes and space.
        .. Words("""
            open openat openat2 creat close close_range read readv pread64 preadv preadv2 write writev pwrite64 pwritev pwritev2 lseek _llseek
            truncate truncate64 ftruncate ftruncate64 fallocate fadvise64 fadvise64_64 arm_fadvise64_64 readahead copy_file_range
            sendfile sendfile64 splice tee vmsplice dup dup2 dup3 pipe pipe2 fcntl fcntl64 flock memfd_create memfd_secret cachestat
            fsync fdatasync sync syncfs sync_file_range sync_file_range2 arm_sync_file_range
            """),
        // What files are, what they are called, and whose they are. name_to_handle_at only names: opening by handle is another call.
        .. Words("""
            stat stat64 lstat lstat64 fstat fstat64 fstatat64 newfstatat statx oldstat oldlstat oldfstat statfs statfs64 fstatfs fstatfs64 access faccessat faccessat2
            readlink readlinkat getdents getdents64 readdir getcwd chdir fchdir name_to_handle_at
            link linkat symlink symlinkat unlink unlinkat rename renameat renameat2 mkdir mkdirat rmdir mknod mknodat
            chmod fchmod fchmodat fchmodat2 chown chown32 fchown fchown32 fchownat lchown lchown32 umask
            utime utimes futimesat utimensat utimensat_time64
            getxattr lgetxattr fgetxattr getxattrat setxattr lsetxattr fsetxattr setxattrat listxattr llistxattr flistxattr listxattrat
            removexattr lremovexattr fremovexattr removexattrat file_getattr file_setattr
            statmount listmount
            """),
        // Waiting for descriptors, being told of changes, and asynchronous reads and writes of the old kind.
        .. Words("""
            select _newselect pselect6 pselect6_time64 poll ppoll ppoll_time64 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2
            epoll_ctl_old epoll_wait_old eventfd eventfd2 signalfd signalfd4 inotify_init inotify_init1 inotify_add_watch inotify_rm_watch fanotify_mark
            io_setup io_destroy io_submit io_cancel io_getevents io_pgetevents io_pgetevents_time64
            """),
        // Memory of one's own, and keys that protect it.
        .. Words("""
            brk mmap mmap2 munmap mremap mprotect madvise msync mincore mlock mlock2 mlockall munlock munlockall remap_file_pages mseal
            pkey_alloc pkey_free pkey_mprotect map_shadow_stack membarrier
            """),
        // Processes and threads. Tracing and reading another's memory are bounded by the process namespace and ptrace's own rules.
        .. Words("""
            fork vfork execve execveat exit exit_group wait4 waitid waitpid kill tkill tgkill pidfd_open pidfd_send_signal
            getpid getppid gettid getpgid getpgrp setpgid getsid setsid set_tid_address set_robust_list get_robust_list rseq uretprobe
            futex futex_time64 futex_waitv futex_wake futex_wait futex_requeue
            set_thread_area get_thread_area arch_prctl modify_ldt prctl seccomp
            ptrace process_vm_readv process_vm_writev process_mrelease
            landlock_create_ruleset landlock_add_rule landlock_restrict_self lsm_get_self_attr lsm_set_self_attr lsm_list_modules
            """),
        // Who one is. What may be gained is decided by capabilities.
        .. Words("""
            getuid getuid32 geteuid geteuid32 getgid getgid32 getegid getegid32 getresuid getresuid32 getresgid getresgid32 getgroups getgroups32
            setuid setuid32 setgid setgid32 setreuid setreuid32 setregid setregid32 setresuid setresuid32 setresgid setresgid32
            setfsuid setfsuid32 setfsgid setfsgid32 setgroups setgroups32 capget capset
            """),
        // Signals.
        .. Words("""
            rt_sigaction rt_sigprocmask rt_sigpending rt_sigqueueinfo rt_tgsigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_sigtimedwait_time64
            sigaltstack sigaction sigprocmask sigpending sigreturn sigsuspend signal pause restart_syscall
            """),
        // Time: reading and waiting. adjtimex reads for everybody and sets only with CAP_SYS_TIME.
        .. Words("""
            time gettimeofday clock_gettime clock_gettime64 clock_getres clock_getres_time64 nanosleep clock_nanosleep clock_nanosleep_time64
            adjtimex clock_adjtime clock_adjtime64 alarm getitimer setitimer times
            timer_create timer_settime timer_settime64 timer_gettime timer_gettime64 timer_getoverrun timer_delete
            timerfd_create timerfd_settime timerfd_settime64 timerfd_gettime timerfd_gettime64
            """),
        // Scheduling, limits and use of resources.
        .. Words("""
            sched_yield sched_getaffinity sched_setaffinity sched_getparam sched_setparam sched_getscheduler sched_setscheduler sched_getattr sched_setattr
            sched_get_priority_max sched_get_priority_min sched_rr_get_interval sched_rr_get_interval_time64 getpriority setpriority nice ioprio_get ioprio_set
            getrlimit ugetrlimit setrlimit prlimit64 getrusage getcpu sysinfo uname getrandom
            """),
        // Sockets; which families may be made is said elsewhere. socketcall is how 32-bit programs can make all of these; its socket() is refused there too.
        .. Words("""
            socketpair bind listen accept accept4 connect shutdown getsockname getpeername getsockopt setsockopt
            send sendto sendmsg sendmmsg recv recvfrom recvmsg recvmmsg recvmmsg_time64 socketcall
            """),
        // Queues, semaphores and shared memory of the IPC namespace.
        .. Words("""
            mq_open mq_unlink mq_notify mq_getsetattr mq_timedsend mq_timedsend_time64 mq_timedreceive mq_timedreceive_time64
            msgget msgsnd msgrcv msgctl semget semop semctl semtimedop semtimedop_time64 shmget shmat shmctl shmdt ipc
            """),
        // Of 32-bit arm alone.
        .. Words("breakpoint cacheflush set_tls"),
    ];

    internal static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
