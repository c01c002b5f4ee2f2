// gain: says who it is; in an image it is a file with the setuid bit.
#include "probe.h"

int main(void)
{
	printf("real %d effective %d\n", getuid(), geteuid());
	errno = EPERM;
	say(getuid() != 0 && geteuid() == 0, "to root");
	return 0;
}
