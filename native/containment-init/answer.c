// Lets programs open and read files whose contents somebody else brings up to date first, and never holds them for longer than
// a moment: neither when he is busy, nor when he was stopped, nor when he is gone (then this program ends, and with its
// descriptors the kernel lets everybody through).
//
//   somebody opens a file      this program                       whoever refreshes (on descriptor 3)
//     |  fanotify event ------->  |  question n, file ------------->  |
//     |                           |  <------------------------- n ----|  contents are new
//     |  <------------- FAN_ALLOW |  (or his time is up)
#include "plan.h"
#include "protocol.h"
#include <linux/fanotify.h>
#include <linux/poll.h>
#include <linux/stat.h>

#define MOST 64

static struct { s64 number; s32 file; s64 since; } held[MOST];
static u32 holding;
static s64 group, patience, asked;
static int deaf; // he let a question's time pass; until he answers again nobody waits for him

static s64 now(void)
{
	struct { s64 s, ns; } t = { 0, 0 };
	CALL2(__NR_clock_gettime, 1, &t);
	return t.s * 1000 + t.ns / 1000000;
}

static void allow(s32 file)
{
	struct fanotify_response response = { file, FAN_ALLOW };
	CALL3(__NR_write, group, &response, sizeof response);
	CALL1(__NR_close, file);
}

static void let_go(u32 n)
{
	allow(held[n].file);
	holding--;
	for (; n < holding; n++)
		held[n] = held[n + 1];
}

static void ask(const struct fanotify_event_metadata *event)
{
	struct statx status;
	clear(&status, sizeof status);
	struct question question = { ++asked, 0, 0, 0, (event->mask & FAN_OPEN_PERM) != 0 };
	if (CALL5(__NR_statx, event->fd, "", 0x1000, STATX_INO, &status) == 0) {
		question.inode = status.stx_ino;
		question.major = status.stx_dev_major;
		question.minor = status.stx_dev_minor;
		if (CALL6(__NR_sendto, HOST, &question, sizeof question, 0x4040, 0, 0) == sizeof question && !deaf && holding < MOST) {
			held[holding].number = question.number;
			held[holding].file = event->fd;
			held[holding++].since = now();
			return;
		}
	}
	allow(event->fd);
}

static void take_events(s32 owner)
{
	static u8 events[4096] __attribute__((aligned(8)));
	s64 left = CALL3(__NR_read, group, events, sizeof events);
	if (left == -EINTR_ || left == -EAGAIN_)
		return;
	if (left <= 0)
		leave(0);
	struct fanotify_event_metadata *event = (void *)events;
	for (; FAN_EVENT_OK(event, left); event = FAN_EVENT_NEXT(event, left)) {
		if (event->fd < 0)
			continue;
		// Whoever refreshes opens the files too.
		if (event->pid == owner)
			allow(event->fd);
		else
			ask(event);
	}
}

static void take_answer(void)
{
	s64 number;
	s64 n = CALL6(__NR_recvfrom, HOST, &number, sizeof number, 0x40, 0, 0);
	if (n == -EINTR_ || n == -EAGAIN_)
		return;
	if (n != sizeof number)
		leave(0);
	deaf = 0;
	for (u32 i = 0; i < holding; i++)
		if (held[i].number == number) {
			let_go(i);
			return;
		}
}

void answer_opens(s64 events, s64 owner, s64 milliseconds)
{
	group = events;
	patience = milliseconds;
	for (;;) {
		struct pollfd ends[2] = { { HOST, POLLIN, 0 }, { (s32)group, POLLIN, 0 } };
		s64 left = holding ? held[0].since + patience - now() : 0;
		struct { s64 s, ns; } wait = { 0, left > 0 ? left * 1000000 : 0 };
		CALL5(__NR_ppoll, ends, 2, holding ? &wait : 0, 0, 8);
		if (ends[0].revents)
			take_answer();
		if (ends[1].revents)
			take_events((s32)owner);
		while (holding && now() - held[0].since >= patience) {
			deaf = 1;
			let_go(0);
		}
	}
}
