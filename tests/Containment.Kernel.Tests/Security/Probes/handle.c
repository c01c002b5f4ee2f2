// handle make PATH: prints a handle of a file. handle open DIRECTORY HANDLE: opens it by any mount it can see, without a path.
#include "probe.h"

struct held {
	struct file_handle head;
	unsigned char bytes[128];
};

int main(int count, char **arguments)
{
	struct held handle = { .head.handle_bytes = sizeof handle.bytes };
	if (count == 3 && !strcmp(arguments[1], "make")) {
		int mount;
		if (name_to_handle_at(AT_FDCWD, arguments[2], &handle.head, &mount, 0) < 0)
			return 3;
		printf("%d:", handle.head.handle_type);
		for (unsigned b = 0; b < handle.head.handle_bytes; b++)
			printf("%02x", handle.bytes[b]);
		putchar('\n');
		return 0;
	}
	if (count != 4)
		return 2;
	const char *bytes = strchr(arguments[3], ':');
	handle.head.handle_type = atoi(arguments[3]);
	handle.head.handle_bytes = 0;
	for (bytes = bytes ? bytes + 1 : ""; bytes[0] && bytes[1]; bytes += 2) {
		unsigned value;
		if (sscanf(bytes, "%2x", &value) != 1)
			return 2;
		handle.bytes[handle.head.handle_bytes++] = (unsigned char)value;
	}
	int mount = open(arguments[2], O_RDONLY);
	int file = open_by_handle_at(mount, &handle.head, O_RDONLY);
	char text[256] = "";
	say(file >= 0 && read(file, text, sizeof text - 1) > 0, "the file by its handle %s", text);
	return 0;
}
