// Kinds of belongings.c by which processes talk to each other: what is under way when all stands still.

static int queue[2];
static const char *pipes(int first)
{
	if (first) {
		MUST(pipe(queue) == 0);
		MUST(write(queue[1], "in it   ", 8) == 8);
	}
	return passed(queue[1], queue[0]);
}

static int fifo;
static const char *fifos(int first)
{
	if (first) {
		MUST(mkfifo("/work/fifo", 0600) == 0);
		MUST((fifo = open("/work/fifo", O_RDWR)) >= 0);
		MUST(write(fifo, "in it   ", 8) == 8);
	}
	return passed(fifo, fifo);
}

static int pair[2];
static const char *unix_pairs(int first)
{
	if (first) {
		MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
		MUST(write(pair[0], "in it   ", 8) == 8);
	}
	return passed(pair[0], pair[1]);
}

static int listener, asking, answering;
static const char *unix_names(int first)
{
	struct sockaddr_un name = { AF_UNIX, "/work/socket" };
	if (first) {
		MUST((listener = socket(AF_UNIX, SOCK_STREAM, 0)) >= 0 && bind(listener, (void *)&name, sizeof name) == 0 && listen(listener, 4) == 0);
		MUST((asking = socket(AF_UNIX, SOCK_STREAM, 0)) >= 0 && connect(asking, (void *)&name, sizeof name) == 0);
		MUST((answering = accept(listener, NULL, NULL)) >= 0);
		MUST(write(asking, "in it   ", 8) == 8);
	}
	const char *why = passed(asking, answering);
	if (why)
		return why;
	int more = socket(AF_UNIX, SOCK_STREAM, 0), other;
	MUST(connect(more, (void *)&name, sizeof name) == 0 && (other = accept(listener, NULL, NULL)) >= 0);
	close(more);
	close(other);
	return NULL;
}

static int datagrams[2];
static const char *unix_datagrams(int first)
{
	struct sockaddr_un name = { AF_UNIX, "/work/datagrams" };
	if (first) {
		MUST((datagrams[1] = socket(AF_UNIX, SOCK_DGRAM, 0)) >= 0 && bind(datagrams[1], (void *)&name, sizeof name) == 0);
		MUST((datagrams[0] = socket(AF_UNIX, SOCK_DGRAM, 0)) >= 0 && connect(datagrams[0], (void *)&name, sizeof name) == 0);
		MUST(write(datagrams[0], "in it   ", 8) == 8);
	}
	return passed(datagrams[0], datagrams[1]);
}

static int client, server;
static const char *tcp_inside(int first)
{
	if (first) {
		struct sockaddr_in name = { AF_INET, htons(7), { htonl(INADDR_LOOPBACK) }, { 0 } };
		int l = socket(AF_INET, SOCK_STREAM, 0), one = 1;
		MUST(setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0 && bind(l, (void *)&name, sizeof name) == 0 && listen(l, 4) == 0);
		MUST((client = socket(AF_INET, SOCK_STREAM, 0)) >= 0 && connect(client, (void *)&name, sizeof name) == 0);
		MUST((server = accept(l, NULL, NULL)) >= 0);
		MUST(write(client, "in it   ", 8) == 8);
	}
	return passed(client, server);
}

static int udp;
static const char *udp_inside(int first)
{
	if (first) {
		struct sockaddr_in name = { AF_INET, htons(9), { htonl(INADDR_LOOPBACK) }, { 0 } };
		MUST((udp = socket(AF_INET, SOCK_DGRAM, 0)) >= 0 && bind(udp, (void *)&name, sizeof name) == 0 && connect(udp, (void *)&name, sizeof name) == 0);
	}
	MUST(write(udp, "here", 4) == 4 && read(udp, buffer, 4) == 4);
	return NULL;
}

static int master, slave;
static const char *terminals(int first)
{
	struct winsize size = { 31, 117, 0, 0 };
	if (first) {
		MUST(openpty(&master, &slave, NULL, NULL, &size) == 0);
		MUST(write(master, "kept\n", 5) == 5);
	}
	MUST(ioctl(slave, TIOCGWINSZ, &size) == 0 && size.ws_row == 31 && size.ws_col == 117);
	MUST(read(slave, buffer, 5) == 5 && memcmp(buffer, "kept\n", 5) == 0);
	MUST(write(master, "kept\n", 5) == 5);
	return NULL;
}
