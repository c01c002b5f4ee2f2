// The floor of `density`: density COUNT ROOT makes COUNT bare containers that run /idle in ROOT, prints "ready", and
// kills them when its standard input ends. One process for all of them, and nothing that a person could use.
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef CLONE_NEWCGROUP
#define CLONE_NEWCGROUP 0x02000000
#endif
#ifndef SYS_clone3
#define SYS_clone3 435
#endif

// clone3(2); musl has no kernel headers.
struct clone_request {
    uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
};

static void must(int result, const char *what)
{
    if (result >= 0) return;
    fprintf(stderr, "density: %s: %s\n", what, strerror(errno));
    _exit(1);
}

static void child(const char *root)
{
    must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "make / private");
    must(mount(root, root, NULL, MS_BIND | MS_REC, NULL), "bind the root");
    must(chdir(root), "enter the root");
    must(mount("proc", "proc", "proc", MS_NOSUID | MS_NOEXEC | MS_NODEV, NULL), "mount proc");
    must(mount("tmpfs", "dev", "tmpfs", MS_NOSUID, "mode=755,size=64k"), "mount dev");
    must(mkdir("dev/pts", 0755), "make dev/pts");
    must(mkdir("dev/shm", 0755), "make dev/shm");
    must(mount("devpts", "dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620"), "mount devpts");
    must(mount("shm", "dev/shm", "tmpfs", MS_NOSUID | MS_NOEXEC | MS_NODEV, "mode=1777,size=64k"), "mount shm");
    must(mount("sysfs", "sys", "sysfs", MS_NOSUID | MS_NOEXEC | MS_NODEV | MS_RDONLY, NULL), "mount sysfs");
    must(syscall(SYS_pivot_root, ".", "."), "pivot_root");
    must(umount2(".", MNT_DETACH), "detach the old root");
    must(chdir("/"), "enter /");
    must(sethostname("idle", 4), "sethostname");
    char *arguments[] = { "/idle", NULL }, *environment[] = { NULL };
    must(execve(arguments[0], arguments, environment), "execve /idle");
}

int main(int argc, char **argv)
{
    if (argc != 3) return fprintf(stderr, "usage: density COUNT ROOT\n"), 2;
    int count = atoi(argv[1]);
    pid_t *pids = calloc(count, sizeof *pids);
    for (int i = 0; i < count; i++) {
        struct clone_request request = {
            .flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWCGROUP | CLONE_NEWNET,
            .exit_signal = SIGCHLD,
        };
        pids[i] = syscall(SYS_clone3, &request, sizeof request);
        must(pids[i], "clone3");
        if (pids[i] == 0) child(argv[2]);
    }
    puts("ready");
    fflush(stdout);
    char ignored;
    while (read(0, &ignored, 1) > 0) { }
    for (int i = 0; i < count; i++) kill(pids[i], SIGKILL);
    for (int i = 0; i < count; i++) waitpid(pids[i], NULL, 0);
    return 0;
}
