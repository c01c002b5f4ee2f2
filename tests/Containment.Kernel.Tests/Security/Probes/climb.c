// climb SENTINEL [SECONDS]: by every descriptor, root, working directory and program that it can find of any process, tries to
// get up to the host's root and from there to SENTINEL, a file of the host. With SECONDS again and again, for processes that
// are on their way into the container; it tells of how many of those it saw.
#include "probe.h"

static const char *sentinel;
static int found;

static void climb(const char *from)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/../../../../../../../../../../..%s", from, sentinel);
	if (access(path, R_OK) == 0 && !found++)
		say(1, "by %s", from);
	// What is no directory may be opened itself.
	int opened = open(from, O_PATH | O_DIRECTORY);
	if (opened >= 0) {
		char target[64];
		snprintf(target, sizeof target, "/proc/self/fd/%d", opened);
		snprintf(path, sizeof path, "../../../../../../../../../../..%s", sentinel);
		if (faccessat(opened, path, R_OK, 0) == 0 && !found++)
			say(1, "by an opened %s", from);
		close(opened);
	}
}

static int of(const char *process)
{
	char path[700], name[64] = "";
	snprintf(path, sizeof path, "/proc/%s/comm", process);
	int file = open(path, O_RDONLY);
	if (file >= 0) {
		if (read(file, name, sizeof name - 1) < 0)
			name[0] = 0;
		close(file);
	}
	const char *links[] = { "cwd", "root", "exe" };
	for (int n = 0; n < 3; n++) {
		snprintf(path, sizeof path, "/proc/%s/%s", process, links[n]);
		climb(path);
	}
	snprintf(path, sizeof path, "/proc/%s/fd", process);
	DIR *all = opendir(path);
	for (struct dirent *one; all && (one = readdir(all));)
		if (is_number(one->d_name)) {
			snprintf(path, sizeof path, "/proc/%s/fd/%s", process, one->d_name);
			climb(path);
		}
	if (all)
		closedir(all);
	// The keeper's name, of the kernel's own making for a program in memory: a number, or its first word.
	return is_number(name) || !strncmp(name, "containment", 11) || !strncmp(name, "memfd:", 6);
}

int main(int count, char **arguments)
{
	if (count < 2)
		return 2;
	sentinel = arguments[1];
	int seconds = count > 2 ? atoi(arguments[2]) : 0, comers = 0;
	for (int n = 0; n < 1024; n++) {
		char path[64];
		snprintf(path, sizeof path, "/proc/self/fd/%d", n);
		struct stat status;
		if (n > 2 && fstat(n, &status) == 0)
			printf("open %d\n", n);
		climb(path);
	}
	climb(".");
	time_t end = time(0) + seconds;
	do {
		DIR *all = opendir("/proc");
		for (struct dirent *one; all && (one = readdir(all));)
			if (is_number(one->d_name))
				comers += of(one->d_name);
		if (all)
			closedir(all);
	} while (time(0) < end && !found);
	printf("comers %d\n", comers);
	errno = 0;
	if (!found)
		say(0, "inside");
	return found != 0;
}
