#include "clients.h"
#include <linux/socket.h>
#include <asm/ioctls.h>

#define NOSIGNAL 0x4000
#define DONTWAIT 0x40
#define PEEK 2
#define PATIENCE 500000000
#define CLOSE_ON_EXEC 0x40000000

static struct client {
	s32 descriptor; // 0: nobody
	u8 subscribed;
	u8 waits;       // its input can't be taken now
	s64 patience;   // nanoseconds for which output may still wait for it
} clients[CLIENTS];

struct message {
	void *name;
	u32 name_size, pad;
	void *parts;
	u64 count;
	void *control;
	u64 control_size;
	u32 flags, pad2;
};

struct part {
	const void *at;
	u64 size;
};

static void part_from(struct client *c)
{
	CALL1(__NR_close, c->descriptor);
	*c = (struct client){ 0, 0, 0, 0 };
}

static void tell(struct client *c, u32 kind, s32 value, u64 detail)
{
	struct answer answer = { kind, value, detail };
	if (CALL6(__NR_sendto, c->descriptor, &answer, sizeof answer, NOSIGNAL | DONTWAIT, 0, 0) < 0)
		part_from(c);
}

void tell_all(const struct answer *answer, int lossless)
{
	for (int i = 0; i < CLIENTS; i++)
		if (clients[i].descriptor)
			CALL6(__NR_sendto, clients[i].descriptor, answer, sizeof *answer, NOSIGNAL | (lossless && clients[i].subscribed ? 0 : DONTWAIT), 0, 0);
}

void add_client(s32 descriptor, int subscribed)
{
	for (int i = 0; i < CLIENTS; i++)
		if (!clients[i].descriptor) {
			clients[i] = (struct client){ descriptor, (u8)subscribed, 0, PATIENCE };
			tell(&clients[i], HELLO, kept_pid(), 0);
			return;
		}
	CALL1(__NR_close, descriptor);
}

void accept_client(s32 listener)
{
	// Descriptor 0 would mean nobody.
	s64 d = CALL4(__NR_accept4, listener, 0, 0, 02000000);
	if (d < 0)
		return;
	s64 moved = CALL3(__NR_fcntl, d, 1030, HOST + 1);
	CALL1(__NR_close, d);
	if (moved > 0)
		add_client((s32)moved, 0);
}

int clients_left(void)
{
	int n = 0;
	for (int i = 0; i < CLIENTS; i++)
		n += clients[i].descriptor != 0;
	return n;
}

void wake_clients(void)
{
	for (int i = 0; i < CLIENTS; i++)
		clients[i].waits = 0;
}

void watch_clients(struct pollfd *p, int output_held)
{
	for (int i = 0; i < CLIENTS; i++) {
		struct client *c = &clients[i];
		// One whose input must wait is not looked at, even when it hangs up: what it sent is still to be taken.
		p[i].fd = c->descriptor && (!c->waits || (output_held && c->subscribed)) ? c->descriptor : -1;
		p[i].events = (short)((c->waits ? 0 : POLLIN) | (output_held && c->subscribed ? POLLOUT : 0));
		p[i].revents = 0;
	}
}

int tell_output(int stream, const void *data, u32 size, u64 log_size, int lossless)
{
	struct answer answer = { OUTPUT, stream, log_size };
	struct part parts[2] = { { &answer, sizeof answer }, { data, size } };
	struct message m = { 0, 0, 0, parts, 2, 0, 0, 0, 0 };
	for (int i = 0; i < CLIENTS; i++) {
		struct client *c = &clients[i];
		if (!c->descriptor || !c->subscribed)
			continue;
		s64 r = CALL3(__NR_sendmsg, c->descriptor, &m, NOSIGNAL | DONTWAIT);
		if (r == -EAGAIN_ && lossless)
			return 0;
		// The kernel queues ten packets, fewer than a burst of lines: it gets a little time, but in all no more than that.
		if (r == -EAGAIN_ && c->patience > 0) {
			struct pollfd p = { c->descriptor, POLLOUT, 0 };
			struct { s64 s, ns; } left = { 0, c->patience };
			CALL5(__NR_ppoll, &p, 1, &left, 0, 8);
			c->patience = left.ns;
			r = CALL3(__NR_sendmsg, c->descriptor, &m, NOSIGNAL | DONTWAIT);
		} else if (c->patience < PATIENCE)
			c->patience += 100000;
		if (r < 0)
			part_from(c);
	}
	return 1;
}

void wait_for_reader(void)
{
	struct pollfd p[CLIENTS];
	watch_clients(p, 1);
	for (int i = 0; i < CLIENTS; i++)
		p[i].events = POLLOUT;
	CALL5(__NR_ppoll, p, CLIENTS, 0, 0, 8);
}

static void release(struct client *c)
{
	struct { u64 size; s32 level, type; s32 descriptors[4]; } control = { 16, 1, 1, { 0, 0, 0, 0 } };
	struct answer answer = { DESCRIPTORS, 0, 0 };
	struct part part = { &answer, sizeof answer };
	int n = 0;
	for (int i = 0; i < 3; i++)
		if (streams[i] >= 0) {
			answer.value |= 1 << i;
			control.descriptors[n++] = streams[i];
		}
	control.size += 4 * (u64)n;
	struct message m = { 0, 0, 0, &part, 1, n ? &control : 0, n ? (control.size + 7) & ~7ull : 0, 0, 0 };
	if (CALL3(__NR_sendmsg, c->descriptor, &m, NOSIGNAL | DONTWAIT) < 0)
		part_from(c);
}

static s64 receive_packet(s32 descriptor, void *at, u64 size, s32 *passed)
{
	struct { u64 size; s32 level, type; s32 descriptor, pad; } control;
	struct part part = { at, size };
	struct message m = { 0, 0, 0, &part, 1, &control, sizeof control, 0, 0 };
	s64 n = CALL3(__NR_recvmsg, descriptor, &m, DONTWAIT | CLOSE_ON_EXEC);
	if (n >= 0 && m.control_size >= 20 && control.size == 20 && control.level == 1 && control.type == 1)
		*passed = control.descriptor;
	return n;
}

static void serve(struct client *c)
{
	static struct { struct command asked; u8 data[INPUT_LIMIT]; } packet;
	if (input_waits()) {
		s64 n = CALL6(__NR_recvfrom, c->descriptor, &packet, sizeof packet.asked, DONTWAIT | PEEK, 0, 0);
		if (n > 0 && (packet.asked.kind == INPUT || packet.asked.kind == CLOSE_INPUT)) {
			c->waits = 1;
			return;
		}
	}
	s32 passed = -1;
	s64 n = receive_packet(c->descriptor, &packet, sizeof packet, &passed);
	if (n == -EAGAIN_ || n == -EINTR_)
		return;
	if (passed >= 0 && (n < (s64)sizeof packet.asked || packet.asked.kind != ADOPT))
		CALL1(__NR_close, passed);
	if (n < (s64)sizeof packet.asked) {
		part_from(c);
		return;
	}
	s32 error = 0;
	switch (packet.asked.kind) {
	case INPUT:
		give_input(packet.data, (u32)n - sizeof packet.asked);
		return;
	case CLOSE_INPUT:
		close_input();
		return;
	case RESIZE: {
		u16 size[4] = { (u16)(packet.asked.value >> 16), (u16)packet.asked.value, 0, 0 };
		CALL3(__NR_ioctl, streams[0], TIOCSWINSZ, size);
		return;
	}
	case SUBSCRIBE:
		c->subscribed = 1;
		break;
	case ADOPT:
		error = adopt((s32)packet.asked.value, passed);
		passed = -1;
		break;
	case RELEASE:
		release(c);
		return;
	case STOP:
		remove_socket();
		tell(c, DONE, 0, STOP);
		leave(0);
	default:
		error = 22;
	}
	tell(c, DONE, error, packet.asked.kind);
}

void serve_clients(const struct pollfd *p)
{
	for (int i = 0; i < CLIENTS; i++)
		if (clients[i].descriptor && p[i].fd == clients[i].descriptor && p[i].revents & (POLLIN | POLLHUP | POLLERR))
			serve(&clients[i]);
}
