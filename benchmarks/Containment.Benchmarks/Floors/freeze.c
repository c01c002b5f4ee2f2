// The floor of `freeze`: freeze ROOT runs /idle of ROOT in pid, mount, uts and ipc namespaces of its own, without one
// open file, prints its process id, and ends it when standard input ends.
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

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
    fprintf(stderr, "freeze: %s: %s\n", what, strerror(errno));
    _exit(1);
}

int main(int argc, char **argv)
{
    if (argc != 2) return fprintf(stderr, "usage: freeze ROOT\n"), 2;
    struct clone_request request = { .flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC, .exit_signal = SIGCHLD };
    pid_t pid = syscall(SYS_clone3, &request, sizeof request);
    must(pid, "clone3");
    if (pid == 0) {
        must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "make / private");
        must(mount(argv[1], argv[1], NULL, MS_BIND | MS_REC, NULL), "bind the root");
        must(chdir(argv[1]), "enter the root");
        must(mount("proc", "proc", "proc", MS_NOSUID | MS_NOEXEC | MS_NODEV, NULL), "mount proc");
        must(syscall(SYS_pivot_root, ".", "."), "pivot_root");
        must(umount2(".", MNT_DETACH), "detach the old root");
        must(chdir("/"), "enter /");
        must(setsid(), "setsid");
        char *arguments[] = { "/idle", NULL }, *environment[] = { NULL };
        for (int fd = 0; fd < 64; fd++) close(fd);
        must(execve(arguments[0], arguments, environment), "execve /idle");
    }
    printf("%d\n", pid);
    fflush(stdout);
    char ignored;
    while (read(0, &ignored, 1) > 0) { }
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    return 0;
}
