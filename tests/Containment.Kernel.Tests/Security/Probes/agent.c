// agent OPTIONS...: mounts cgroup v1 hierarchies, as it is and in a user namespace of its own, and writes the program that the kernel would
// run on the host when a cgroup is empty (what is written is what is there).
#include "probe.h"
#include <sched.h>

static void attempt(const char *how, char **options)
{
	mkdir("/tmp/agent", 0700);
	for (int n = 0; options[n]; n++) {
		if (mount("cgroup", "/tmp/agent", "cgroup", 0, options[n]) < 0) {
			say(0, "%s: mount %s", how, options[n]);
			continue;
		}
		int file = open("/tmp/agent/release_agent", O_RDWR);
		char there[4096];
		ssize_t size = file < 0 ? -1 : pread(file, there, sizeof there, 0);
		if (size == 0)
			there[size++] = '\n';
		say(size > 0 && write(file, there, (size_t)size) == size, "%s: release_agent of %s", how, options[n]);
		if (file >= 0)
			close(file);
		umount2("/tmp/agent", MNT_DETACH);
	}
}

int main(int count, char **arguments)
{
	if (count < 2)
		return 2;
	attempt("as it is", arguments + 1);
	if (unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWCGROUP) < 0) {
		say(0, "user namespace");
		return 0;
	}
	const char *files[] = { "/proc/self/setgroups", "/proc/self/uid_map", "/proc/self/gid_map" }, *texts[] = { "deny", "0 0 1", "0 0 1" };
	for (int n = 0; n < 3; n++) {
		int file = open(files[n], O_WRONLY);
		if (file < 0 || write(file, texts[n], strlen(texts[n])) < 0)
			say(0, "%s", files[n]);
		if (file >= 0)
			close(file);
	}
	attempt("in a user namespace", arguments + 1);
	return 0;
}
