// Loaded into CRIU before 4.2 on Linux 6.16 and later. There the kernel answers EOPNOTSUPP to SO_PASSCRED and SO_PASSSEC on
// sockets that can't have them, where it used to answer 0; CRIU before 4.2 takes that for a failure and saves no such socket.
// Here the answer is 0 again. See docs/decisions/criu.md.
#define _GNU_SOURCE
#include <errno.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

int getsockopt(int socket, int level, int name, void *value, socklen_t *length)
{
	long result = syscall(SYS_getsockopt, socket, level, name, value, length);
	int refused = result < 0 && errno == EOPNOTSUPP && level == SOL_SOCKET && (name == SO_PASSCRED || name == SO_PASSSEC);
	if (!refused || *length < sizeof(int))
		return (int)result;
	*(int *)value = 0;
	*length = sizeof(int);
	return 0;
}
