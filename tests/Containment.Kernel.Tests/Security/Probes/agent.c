// agent: mounts cgroup v1 hierarchies, as it is and in a user namespace of its own, and writes the program that the kernel would
// run on the host when a cgroup is empty (what is written is what is there: nothing).
#include "probe.h"
#include <sched.h>

static void attempt(const char *how)
{
	const char *options[] = { "pids", "memory", "freezer", "devices", "rdma", "none,name=systemd" };
	mkdir("/tmp/agent", 0700);
	for (unsigned n = 0; n < sizeof options / sizeof *options; n++) {
		if (mount("cgroup", "/tmp/agent", "cgroup", 0, options[n]) < 0) {
			say(0, "%s: mount %s", how, options[n]);
			continue;
		}
		int file = open("/tmp/agent/release_agent", O_WRONLY);
		say(file >= 0 && write(file, "\n", 1) == 1, "%s: release_agent of %s", how, options[n]);
		if (file >= 0)
			close(file);
		umount2("/tmp/agent", MNT_DETACH);
	}
}

int main(void)
{
	attempt("as it is");
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
	attempt("in a user namespace");
	return 0;
}
