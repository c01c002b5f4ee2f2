// writable DIRECTORY...: says which files below that are made to be written can be opened for it (nothing is written). Of processes
// only itself is looked at.
#include "probe.h"

static void walk(const char *directory, int depth)
{
	DIR *all = opendir(directory);
	for (struct dirent *one; all && (one = readdir(all));) {
		char path[4096];
		if (!strcmp(one->d_name, ".") || !strcmp(one->d_name, "..") || (!strcmp(directory, "/proc") && is_number(one->d_name)))
			continue;
		snprintf(path, sizeof path, "%s/%s", directory, one->d_name);
		if (one->d_type == DT_DIR && depth < 24)
			walk(path, depth + 1);
		else if (one->d_type == DT_REG) {
			struct stat status;
			if (lstat(path, &status) < 0 || !(status.st_mode & 0222))
				continue;
			int file = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
			if (file >= 0) {
				printf("writable %s\n", path);
				close(file);
			}
		}
	}
	if (all)
		closedir(all);
}

int main(int count, char **arguments)
{
	for (int n = 1; n < count; n++)
		walk(arguments[n], 0);
	puts("walked");
	return 0;
}
