// The floor of `start`: start ROOT UPPER WORK [net] [user] waits for a byte on standard input, runs /bin/true in a bare
// container with the same namespaces and file systems as ours, and prints the microseconds until it was waited for; and again.
// With messages=FILE the parent and the child send what is in it to rtnetlink, each in its own network namespace, and the time is until execve.
// There is no keeper, no log, no stream, no /dev node, no masked path and no capability set in it.
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
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

static char options[16384];
static int user;

// Requests to rtnetlink: who sends it (0: the parent), where the child's pid goes (or -1), its length, and itself.
static char messages[65536];
static long messages_length;

static void must(long result, const char *what)
{
    if (result >= 0) return;
    fprintf(stderr, "start: %s: %s\n", what, strerror(errno));
    _exit(1);
}

static void send_messages(int32_t where, pid_t pid)
{
    int s = -1;
    for (long at = 0; at < messages_length;) {
        int32_t head[3];
        memcpy(head, messages + at, sizeof head);
        char *message = messages + at + sizeof head, answer[8192];
        at += (long)sizeof head + head[2];
        if (head[0] != where) continue;
        if (s < 0) must(s = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0), "netlink");
        if (head[1] >= 0) memcpy(message + head[1], &pid, 4);
        must(send(s, message, head[2], 0), "send");
        must(recv(s, answer, sizeof answer, 0), "recv");
        int32_t error;
        memcpy(&error, answer + 16, 4);
        errno = -error;
        must(error, "rtnetlink");
    }
    if (s >= 0) close(s);
}

static void child(const char *root, int ready, int begun)
{
    char go;
    if (user || messages_length) must(read(ready, &go, 1) - 1, "wait for the parent");
    send_messages(1, 0);
    must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "make / private");
    must(mount("overlay", root, "overlay", 0, options), "mount the root");
    must(chdir(root), "enter the root");
    must(mount("proc", "proc", "proc", MS_NOSUID | MS_NOEXEC | MS_NODEV, NULL), "mount proc");
    must(mount("tmpfs", "dev", "tmpfs", MS_NOSUID, "mode=755,size=64k"), "mount dev");
    must(mkdir("dev/pts", 0755), "make dev/pts");
    must(mkdir("dev/shm", 0755), "make dev/shm");
    must(mkdir("dev/mqueue", 0755), "make dev/mqueue");
    must(mount("devpts", "dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620"), "mount devpts");
    must(mount("shm", "dev/shm", "tmpfs", MS_NOSUID | MS_NOEXEC | MS_NODEV, "mode=1777,size=64k"), "mount shm");
    must(mount("mqueue", "dev/mqueue", "mqueue", MS_NOSUID | MS_NOEXEC | MS_NODEV, NULL), "mount mqueue");
    must(mount("sysfs", "sys", "sysfs", MS_NOSUID | MS_NOEXEC | MS_NODEV | MS_RDONLY, NULL), "mount sysfs");
    must(mount("cgroup", "sys/fs/cgroup", "cgroup2", MS_NOSUID | MS_NOEXEC | MS_NODEV | MS_RDONLY, NULL), "mount cgroup");
    must(syscall(SYS_pivot_root, ".", "."), "pivot_root");
    must(umount2(".", MNT_DETACH), "detach the old root");
    must(chdir("/"), "enter /");
    must(sethostname("floor", 5), "sethostname");
    if (messages_length) must(write(begun, "", 1), "say that it begins");
    char *arguments[] = { "/bin/true", NULL }, *environment[] = { NULL };
    must(execve(arguments[0], arguments, environment), "execve /bin/true");
}

static void map(pid_t pid, const char *file)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", pid, file);
    int f = open(path, O_WRONLY | O_CLOEXEC);
    must(f, path);
    must(write(f, "0 0 65536\n", 10), path);
    close(f);
}

int main(int argc, char **argv)
{
    if (argc < 4) return fprintf(stderr, "usage: start ROOT UPPER WORK [net] [user] [messages=FILE]\n"), 2;
    uint64_t flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWCGROUP;
    for (int i = 4; i < argc; i++) {
        if (!strcmp(argv[i], "net")) flags |= CLONE_NEWNET;
        if (!strcmp(argv[i], "user")) flags |= CLONE_NEWUSER, user = 1;
        if (!strncmp(argv[i], "messages=", 9)) {
            int f = open(argv[i] + 9, O_RDONLY | O_CLOEXEC);
            must(f, argv[i]);
            must(messages_length = read(f, messages, sizeof messages), argv[i]);
            close(f);
        }
    }
    snprintf(options, sizeof options, "lowerdir=%s,upperdir=%s,workdir=%s", argv[1], argv[2], argv[3]);
    char go;
    while (read(0, &go, 1) == 1) {
        struct timespec begin, end;
        clock_gettime(CLOCK_MONOTONIC, &begin);
        int ready[2], begun[2];
        must(pipe2(ready, O_CLOEXEC), "pipe2");
        must(pipe2(begun, O_CLOEXEC), "pipe2");
        struct clone_request request = { .flags = flags, .exit_signal = SIGCHLD };
        pid_t pid = syscall(SYS_clone3, &request, sizeof request);
        must(pid, "clone3");
        if (pid == 0) child(argv[1], ready[0], begun[1]);
        if (user) {
            map(pid, "uid_map");
            map(pid, "gid_map");
        }
        send_messages(0, pid);
        if (user || messages_length) must(write(ready[1], "", 1), "let go");
        if (messages_length) {
            must(read(begun[0], &go, 1) - 1, "wait for the beginning");
            clock_gettime(CLOCK_MONOTONIC, &end);
        }
        int status;
        must(waitpid(pid, &status, 0), "waitpid");
        close(ready[0]);
        close(ready[1]);
        close(begun[0]);
        close(begun[1]);
        if (!messages_length) clock_gettime(CLOCK_MONOTONIC, &end);
        if (status) return 1;
        printf("%ld\n", (end.tv_sec - begin.tv_sec) * 1000000 + (end.tv_nsec - begin.tv_nsec) / 1000);
        fflush(stdout);
    }
    return 0;
}
