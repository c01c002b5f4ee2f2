// flip A B: exchanges two names without a pause, for ever.
#include "probe.h"

#ifndef RENAME_EXCHANGE
#define RENAME_EXCHANGE 2
#endif

int main(int count, char **arguments)
{
	if (count != 3)
		return 2;
	puts("flips");
	fflush(stdout);
	while (syscall(SYS_renameat2, AT_FDCWD, arguments[1], AT_FDCWD, arguments[2], RENAME_EXCHANGE) == 0 || errno == ENOENT)
		;
	perror("flip");
	return 1;
}
