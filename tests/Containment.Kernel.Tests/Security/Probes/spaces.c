// spaces handle: prints a handle of each of its namespaces. spaces enter NAME=INODE[=HANDLE]...: tries to enter namespaces of these inodes
// (the host's), by every process it sees, by parents, and by handle.
#include "probe.h"
#include <sched.h>

#define NAMESPACE_ROOT -10003 // FD_NSFS_ROOT, Linux 6.18

struct held {
	struct file_handle head;
	unsigned char bytes[128];
};

static const char *names[] = { "mnt", "pid", "net", "ipc", "uts", "cgroup", "user", "time" };

static int print_handles(void)
{
	for (unsigned n = 0; n < sizeof names / sizeof *names; n++) {
		char path[64];
		snprintf(path, sizeof path, "/proc/self/ns/%s", names[n]);
		struct stat status;
		struct held handle = { .head.handle_bytes = sizeof handle.bytes };
		int mount, space = open(path, O_RDONLY);
		if (space < 0 || fstat(space, &status) < 0)
			return 3;
		printf("%s=%lu", names[n], (unsigned long)status.st_ino);
		if (name_to_handle_at(space, "", &handle.head, &mount, AT_EMPTY_PATH) == 0) {
			printf("=%d:", handle.head.handle_type);
			for (unsigned b = 0; b < handle.head.handle_bytes; b++)
				printf("%02x", handle.bytes[b]);
		}
		putchar('\n');
		close(space);
	}
	return 0;
}

static void attempt(int space, unsigned long inode, const char *what)
{
	struct stat status;
	if (fstat(space, &status) < 0 || status.st_ino != inode)
		return;
	pid_t child = fork();
	if (child == 0) {
		int entered = setns(space, 0);
		say(1, "%s: found%s", what, entered == 0 ? " and entered" : "");
		_exit(0);
	}
	waitpid(child, 0, 0);
}

static void by_processes(const char *name, unsigned long inode)
{
	DIR *all = opendir("/proc");
	for (struct dirent *one; all && (one = readdir(all));) {
		if (!is_number(one->d_name))
			continue;
		char path[300];
		snprintf(path, sizeof path, "/proc/%s/ns/%s", one->d_name, name);
		int space = open(path, O_RDONLY);
		if (space < 0)
			continue;
		attempt(space, inode, path);
		int above[2] = { ioctl(space, 0xb701), ioctl(space, 0xb702) }; // NS_GET_USERNS, NS_GET_PARENT
		for (int n = 0; n < 2; n++)
			if (above[n] >= 0) {
				attempt(above[n], inode, n ? "its parent" : "its owner");
				close(above[n]);
			}
		close(space);
	}
	if (all)
		closedir(all);
}

static void by_handle(const char *name, const char *text, unsigned long inode)
{
	struct held handle = { .head.handle_bytes = 0 };
	const char *bytes = strchr(text, ':');
	if (!bytes)
		return;
	handle.head.handle_type = atoi(text);
	for (bytes++; bytes[0] && bytes[1] && handle.head.handle_bytes < sizeof handle.bytes; bytes += 2) {
		unsigned value;
		if (sscanf(bytes, "%2x", &value) != 1)
			return;
		handle.bytes[handle.head.handle_bytes++] = (unsigned char)value;
	}
	int space = open_by_handle_at(NAMESPACE_ROOT, &handle.head, O_RDONLY);
	if (space < 0)
		say(0, "%s by handle", name);
	else
		attempt(space, inode, "by handle");
}

int main(int count, char **arguments)
{
	if (count == 2 && !strcmp(arguments[1], "handle"))
		return print_handles();
	for (int n = 2; n < count; n++) {
		char name[16], handle[300] = "";
		unsigned long inode;
		if (sscanf(arguments[n], "%15[a-z]=%lu=%299s", name, &inode, handle) < 2)
			return 2;
		by_processes(name, inode);
		by_handle(name, handle, inode);
	}
	puts("tried");
	return 0;
}
