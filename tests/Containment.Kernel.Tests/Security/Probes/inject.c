// inject: types into the terminal that it was begun on, or that it can get hold of.
#include "probe.h"

int main(void)
{
	for (int n = 0; n < 3; n++) {
		ioctl(n, TIOCSCTTY, 1);
		char letter = '#';
		say(ioctl(n, TIOCSTI, &letter) == 0, "descriptor %d", n);
	}
	const char *names[] = { "/dev/tty", "/dev/console", "/dev/tty0", "/dev/tty1", "/dev/ttyS0", "/dev/pts/0", "/dev/vcs" };
	for (unsigned n = 0; n < sizeof names / sizeof *names; n++) {
		int terminal = open(names[n], O_RDWR | O_NOCTTY | O_NONBLOCK);
		char letter = '#';
		say(terminal >= 0 && ioctl(terminal, TIOCSTI, &letter) == 0, "%s", names[n]);
		if (terminal >= 0)
			close(terminal);
	}
	return 0;
}
