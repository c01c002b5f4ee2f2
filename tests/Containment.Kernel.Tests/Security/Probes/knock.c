// knock PATH: connects to a socket of packets by its path, and by the same name in the abstract namespace.
#include "probe.h"
#include <sys/socket.h>
#include <sys/un.h>

int main(int count, char **arguments)
{
	if (count != 2 || strlen(arguments[1]) > 100)
		return 2;
	for (int n = 0; n < 2; n++) {
		struct sockaddr_un address = { .sun_family = AF_UNIX };
		memcpy(address.sun_path + n, arguments[1], strlen(arguments[1]));
		int knocking = socket(AF_UNIX, SOCK_SEQPACKET, 0);
		say(connect(knocking, (struct sockaddr *)&address, (socklen_t)(sizeof address.sun_family + strlen(arguments[1]) + 1)) == 0, n ? "abstract socket" : "socket");
		close(knocking);
	}
	return 0;
}
