// What a probe says, a line each: "escaped WHAT" where its attack worked, "held WHAT: REASON" where it did not.
#ifndef PROBE_H
#define PROBE_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

__attribute__((format(printf, 2, 3))) static inline void say(int escaped, const char *what, ...)
{
	int error = errno;
	va_list arguments;
	va_start(arguments, what);
	fputs(escaped ? "escaped " : "held ", stdout);
	vprintf(what, arguments);
	if (!escaped)
		printf(": %s", strerror(error));
	putchar('\n');
	fflush(stdout);
	va_end(arguments);
}

static inline int is_number(const char *text)
{
	return *text >= '0' && *text <= '9';
}

#endif
