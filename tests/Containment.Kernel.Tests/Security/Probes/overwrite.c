// overwrite PID NAME: the program that PID runs, by /proc/PID/exe, is to be changed: written, cut, made unexecutable. Only one whose
// path holds NAME: as a control this runs on the host, and a process may not have come to its own program yet.
#include "probe.h"
#include <sys/mman.h>
#include <sys/xattr.h>

static void attempt(int program, const char *what)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/self/fd/%d", program);
	// As long as somebody runs it, it is busy: so again and again.
	int writable = -1;
	for (int n = 0; n < 200 && (writable = open(path, O_WRONLY)) < 0 && errno == ETXTBSY; n++)
		usleep(5000);
	if (writable >= 0) {
		say(write(writable, "#!/bin/false\n", 13) == 13, "%s: write", what);
		say(ftruncate(writable, 1) == 0, "%s: cut", what);
		say(fallocate(writable, 3, 0, 4096) == 0, "%s: hole", what);
		close(writable);
	} else
		say(0, "%s: open", what);
	say(truncate(path, 1) == 0, "%s: truncate", what);
	int both = open(path, O_RDWR);
	void *map = both < 0 ? MAP_FAILED : mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, both, 0);
	say(map != MAP_FAILED, "%s: shared memory", what);
	say(chmod(path, 0) == 0, "%s: mode", what);
}

int main(int count, char **arguments)
{
	if (count < 3 || !*arguments[2])
		return 2;
	char path[64];
	// 0: whoever began it.
	snprintf(path, sizeof path, "/proc/%d/exe", atoi(arguments[1]) ? atoi(arguments[1]) : getppid());
	char target[256] = "";
	if (readlink(path, target, sizeof target - 1) < 0) {
		say(0, "%s", path);
		return 0;
	}
	printf("runs %s\n", target);
	if (!strstr(target, arguments[2]))
		return 3;
	int program = open(path, O_RDONLY | O_CLOEXEC);
	if (program < 0) {
		say(0, "%s read", path);
		return 0;
	}
	char opened[64], again[256] = "";
	snprintf(opened, sizeof opened, "/proc/self/fd/%d", program);
	if (readlink(opened, again, sizeof again - 1) < 0 || !strstr(again, arguments[2]))
		return 3;
	attempt(program, path);
	return 0;
}
