// trace SECONDS: looks at every process that is on its way into the container: memory, variables, tracing, its descriptors taken over.
#include "probe.h"
#include <sys/ptrace.h>

static int seen, taken;

// It still is who comes in, and not yet the program that it becomes, which is the container's own.
static int is_coming(int process)
{
	char path[64], program[256] = "";
	snprintf(path, sizeof path, "/proc/%d/exe", process);
	return readlink(path, program, sizeof program - 1) > 0 && strstr(program, "containment-init");
}

static void attempt(int process)
{
	char path[64], name[64] = "";
	snprintf(path, sizeof path, "/proc/%d/comm", process);
	int file = open(path, O_RDONLY);
	if (file < 0)
		return;
	if (read(file, name, sizeof name - 1) < 0)
		name[0] = 0;
	close(file);
	if (!is_number(name) && strncmp(name, "containment", 11) && strncmp(name, "memfd:", 6))
		return;
	seen++;
	const char *files[] = { "mem", "environ", "auxv", "maps", "syscall", "stack" };
	for (unsigned n = 0; n < sizeof files / sizeof *files; n++) {
		char byte;
		snprintf(path, sizeof path, "/proc/%d/%s", process, files[n]);
		file = open(path, n ? O_RDONLY : O_RDWR);
		if (file < 0)
			continue;
		if (read(file, &byte, 1) == 1 && is_coming(process) && !taken++)
			say(1, "%s", path);
		close(file);
	}
	int pidfd = (int)syscall(SYS_pidfd_open, process, 0);
	for (int n = 0; pidfd >= 0 && n < 16; n++) {
		int other = (int)syscall(SYS_pidfd_getfd, pidfd, n, 0);
		if (other >= 0) {
			if (is_coming(process) && !taken++)
				say(1, "descriptor %d of %d", n, process);
			close(other);
		}
	}
	if (pidfd >= 0)
		close(pidfd);
	if (ptrace(PTRACE_SEIZE, process, 0, 0) == 0) {
		if (is_coming(process) && !taken++)
			say(1, "tracing %d", process);
		ptrace(PTRACE_INTERRUPT, process, 0, 0);
		int status;
		if (waitpid(process, &status, __WALL) == process)
			ptrace(PTRACE_DETACH, process, 0, 0);
	}
}

int main(int count, char **arguments)
{
	time_t end = time(0) + (count > 1 ? atoi(arguments[1]) : 1);
	do {
		DIR *all = opendir("/proc");
		for (struct dirent *one; all && (one = readdir(all));)
			if (is_number(one->d_name) && atoi(one->d_name) > 1 && atoi(one->d_name) != getpid())
				attempt(atoi(one->d_name));
		if (all)
			closedir(all);
	} while (time(0) < end && !taken);
	printf("comers %d\n", seen);
	if (!taken) {
		errno = EPERM;
		say(0, "tracing");
	}
	return 0;
}
