// calls: system calls that reach into the kernel further than a program in a container needs to. Each has arguments with which it does no harm.
#include "probe.h"
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sys/klog.h>
#include <sys/reboot.h>
#include <sys/swap.h>
#include <sys/timex.h>

static void attempt(const char *name, long result)
{
	// A wrong argument, found out by the call itself, means that it was let through.
	say(result >= 0 || errno == EINVAL || errno == EFAULT || errno == EBADF || errno == ENOENT || errno == ESRCH, "%s", name);
	if (result > 2)
		close((int)result);
}

#ifdef __x86_64__
// As a 32-bit program calls, in a process of its own: a kernel without such programs ends it.
static long call32(int number, unsigned first, unsigned second)
{
	pid_t child = fork();
	if (child == 0) {
		int result;
		__asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(first), "c"(second), "d"(0) : "memory", "r8", "r9", "r10", "r11");
		_exit(result < 0 ? -result : 0);
	}
	int status = 0;
	waitpid(child, &status, 0);
	errno = WIFEXITED(status) ? WEXITSTATUS(status) : ENOSYS;
	return errno == 0 ? 0 : -1;
}

static void sockets32(void)
{
	const int socketcall = 102, make = 1, socket32 = 359, families[] = { AF_INET, 38, 40 };
	unsigned *arguments = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	for (int n = 0; n < 3; n++) {
		char name[64];
		arguments[0] = families[n];
		arguments[1] = families[n] == 38 ? SOCK_SEQPACKET : SOCK_STREAM;
		arguments[2] = 0;
		snprintf(name, sizeof name, "32-bit socketcall %d", families[n]);
		attempt(name, call32(socketcall, make, (unsigned)(unsigned long)arguments));
		if (families[n] == AF_INET)
			continue;
		snprintf(name, sizeof name, "32-bit socket %d", families[n]);
		attempt(name, call32(socket32, families[n], arguments[1]));
	}
}
#else
static void sockets32(void) {}
#endif

int main(void)
{
	sockets32();
	union bpf_attr map = { .map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1 };
	attempt("bpf", syscall(SYS_bpf, BPF_MAP_CREATE, &map, sizeof map));
	struct perf_event_attr event = { .type = PERF_TYPE_SOFTWARE, .size = sizeof event, .config = PERF_COUNT_SW_CPU_CLOCK };
	attempt("perf_event_open", syscall(SYS_perf_event_open, &event, 0, -1, -1, 0));
	attempt("userfaultfd", syscall(SYS_userfaultfd, O_CLOEXEC | 1));
	char ring[256] = "";
	attempt("io_uring_setup", syscall(425, 1, ring));
	attempt("io_uring_enter", syscall(426, -1, 0, 0, 0, 0, 0));
	attempt("io_uring_register", syscall(427, -1, 0, 0, 0));
	attempt("keyctl", syscall(SYS_keyctl, 0, -3, 0));
	attempt("add_key", syscall(SYS_add_key, "user", "ct", "x", 1L, -2));
	attempt("request_key", syscall(SYS_request_key, "user", "ct-none", 0, 0));
	attempt("kexec_load", syscall(SYS_kexec_load, 0, 0, 0, ~0UL));
	attempt("kexec_file_load", syscall(320, -1, -1, 0, "", 0));
	attempt("init_module", syscall(SYS_init_module, "", 0L, ""));
	attempt("finit_module", syscall(SYS_finit_module, -1, "", 0));
	attempt("delete_module", syscall(SYS_delete_module, "ct-none", 0));
	attempt("klogctl", klogctl(3, ring, sizeof ring));
	attempt("open_by_handle_at", syscall(SYS_open_by_handle_at, -1, ring, 0));
	attempt("unshare user", syscall(SYS_unshare, CLONE_NEWUSER));
	attempt("unshare mount", syscall(SYS_unshare, CLONE_NEWNS));
	attempt("mount", mount("none", "/tmp", "tmpfs", 0, 0));
	attempt("fsopen", syscall(430, "tmpfs", 0));
	attempt("open_tree", syscall(428, AT_FDCWD, "/tmp", 1));
	attempt("setns", setns(-1, 0));
	attempt("pivot_root", syscall(SYS_pivot_root, "/none", "/none"));
	attempt("swapon", swapon("/none", 0));
	attempt("acct", acct("/none"));
	attempt("settimeofday", syscall(SYS_settimeofday, 1L, 0));
	attempt("quotactl", syscall(SYS_quotactl, 0x80000700u, "/none", 0, ring));
	attempt("iopl", syscall(SYS_iopl, 3));
	attempt("ioperm", syscall(SYS_ioperm, 0x70, 1, 1));
	attempt("lookup_dcookie", syscall(SYS_lookup_dcookie, 0, 0, 0));
	attempt("move_pages", syscall(SYS_move_pages, 1, 0, 0, 0, 0, 0x100));
	attempt("vhangup", syscall(SYS_vhangup));
	attempt("nfsservctl", syscall(SYS_nfsservctl, 0, 0, 0));
	return 0;
}
