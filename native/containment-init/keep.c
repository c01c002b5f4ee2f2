// The keeper: parent of a container's first process. Holds its streams, writes its log, records its end, and outlives whoever
// started it. It never waits for a client (but for one that asked for a lossless stream, which is an exec's).
#include "plan.h"
#include "clients.h"
#include "log.h"
#include <linux/poll.h>
#include <linux/signal.h>
#include <linux/un.h>

#define REMEMBERED 8
#define MOST_READS 128 // of 16 KiB: more than the largest pipe without privilege

static const struct keep *kept;
static s32 pid, listener = -1, children = -1;
s32 streams[3] = { -1, -1, -1 };
static int hung_up;                                 // a terminal that nobody inside has open
static struct { s32 pid, status; } ended[REMEMBERED]; // children that ended before they were adopted
static u32 ends;
static u8 input[INPUT_LIMIT];
static u32 input_from, input_to;
static u8 output[16384];
static u32 output_held;                             // for a lossless client that can't take it now
static int output_stream;

static s32 taken(u8 slot)
{
	return slot == NO_SLOT ? -1 : (s32)slots[slot];
}

static void drop_stream(int n)
{
	CALL1(__NR_close, streams[n]);
	streams[n] = -1;
}

static void pass_on(int stream, u32 size)
{
	output_stream = stream;
	output_held = tell_output(stream, output, size, log_size, kept->lossless) ? 0 : size;
}

static int read_stream(int n)
{
	s64 r = CALL3(__NR_read, streams[n], output, sizeof output);
	if (r > 0) {
		int stream = n == 2 ? 2 : 1;
		write_log(kept, stream, output, (u32)r);
		pass_on(stream, (u32)r);
		return 1;
	}
	if (r == -EINTR_ || r == -EAGAIN_)
		return 0;
	// A terminal comes back when somebody inside opens it again.
	if (n == 0)
		hung_up = 1;
	else
		drop_stream(n);
	return 0;
}

static void write_input(void)
{
	if (streams[0] < 0) {
		input_from = input_to = 0;
		return;
	}
	s64 n = CALL3(__NR_write, streams[0], input + input_from, input_to - input_from);
	if (n == -EAGAIN_ || n == -EINTR_)
		return;
	input_from = n < 0 ? input_to : input_from + (u32)n;
	if (n < 0 && !kept->terminal)
		drop_stream(0);
	if (input_from == input_to) {
		input_from = input_to = 0;
		wake_clients();
	}
}

int input_waits(void)
{
	return input_to > 0;
}

void give_input(const u8 *data, u32 size)
{
	memory_copy(input, data, size);
	input_from = 0;
	input_to = size;
	write_input();
}

void close_input(void)
{
	static const u8 end_of_transmission = 4;
	if (kept->terminal)
		give_input(&end_of_transmission, 1);
	else if (streams[0] >= 0)
		drop_stream(0);
}

s32 kept_pid(void)
{
	return pid;
}

static char *decimal(char *end, u64 value)
{
	do
		*--end = (char)('0' + value % 10);
	while (value /= 10);
	return end;
}

static void record(s32 status, u64 time)
{
	char line[48], *at = line + sizeof line;
	*--at = 0;
	at = decimal(at, time);
	*--at = ' ';
	at = decimal(at, (u32)status);
	// A link holds it in its inode: a file would have a block, and freeing that may take the next start a millisecond (discard).
	CALL3(__NR_unlinkat, AT_CWD, kept->exit_temporary, 0);
	if (CALL3(__NR_symlinkat, at, AT_CWD, kept->exit_temporary) < 0)
		return;
	CALL5(__NR_renameat2, AT_CWD, kept->exit_temporary, AT_CWD, kept->exit_path, 0);
}

static int ready(s32 descriptor)
{
	struct pollfd p = { descriptor, POLLIN, 0 };
	struct { s64 s, ns; } at_once = { 0, 0 };
	return CALL5(__NR_ppoll, &p, 1, &at_once, 0, 8) == 1 && p.revents & POLLIN;
}

void remove_socket(void)
{
	if (kept->socket_path)
		CALL3(__NR_unlinkat, AT_CWD, kept->socket_path, 0);
}

__attribute__((noreturn)) void end_keeping(void)
{
	remove_socket();
	leave(0);
}

__attribute__((noreturn)) static void abandon(void)
{
	int status;
	CALL2(__NR_kill, pid, 9);
	while (CALL4(__NR_wait4, pid, &status, 0, 0) == -EINTR_)
		;
	end_keeping();
}

__attribute__((noreturn)) static void finish(s32 status)
{
	u64 time = now();
	// What it wrote before it ended fits into a pipe; others that go on writing do not hold us.
	for (int n = kept->terminal ? 0 : 1; n < 3; n++)
		for (int left = MOST_READS;; left--) {
			while (output_held) {
				wait_for_reader();
				pass_on(output_stream, output_held);
			}
			if (!left || streams[n] < 0 || !ready(streams[n]) || !read_stream(n))
				break;
		}
	// The record comes last: whoever sees it may start the container anew, and then the socket is another keeper's.
	remove_socket();
	if (kept->exit_path)
		record(status, time);
	struct answer answer = { EXITED, status, time };
	tell_all(&answer, kept->lossless);
	leave(0);
}

static void reap_children(void)
{
	int status;
	s64 who;
	while ((who = CALL4(__NR_wait4, -1, &status, 1, 0)) > 0) {
		if (who == pid)
			finish(status);
		ended[ends % REMEMBERED].pid = (s32)who;
		ended[ends++ % REMEMBERED].status = status;
	}
	// Nothing to keep, nobody to say what to keep: the restore was given up.
	if (who == -ECHILD_ && pid == 0 && !clients_left())
		end_keeping();
}

s32 adopt(s32 who, s32 terminal)
{
	if (terminal >= 0 && kept->terminal && streams[0] < 0) {
		CALL3(__NR_fcntl, terminal, 4, 02 | 04000); // F_SETFL, O_RDWR | O_NONBLOCK
		streams[0] = terminal;
	} else if (terminal >= 0) {
		CALL1(__NR_close, terminal);
	}
	for (u32 i = 0; i < REMEMBERED && i < ends; i++)
		if (ended[i].pid == who) {
			pid = who;
			finish(ended[i].status);
		}
	struct { s32 signal, error, code, pad; u64 rest[14]; } information;
	s64 r = CALL5(__NR_waitid, 1, who, &information, 0x1000005, 0);
	if (r < 0)
		return (s32)-r;
	pid = who;
	// What it wrote elsewhere may have come meanwhile.
	s64 size = logfile >= 0 ? CALL3(__NR_lseek, logfile, 0, 2) : 0;
	if (size > 0)
		log_size = (u64)size;
	return 0;
}

static void close_all_but(s32 *keep_open, int count)
{
	s32 from = 0;
	for (int done = 0; done < count; done++) {
		s32 next = 1 << 30;
		for (int i = 0; i < count; i++)
			if (keep_open[i] >= from && keep_open[i] < next)
				next = keep_open[i];
		if (next == 1 << 30)
			break;
		if (next > from)
			CALL3(__NR_close_range, from, next - 1, 0);
		from = next + 1;
	}
	CALL3(__NR_close_range, from, ~0u, 0);
}

void keep(const struct keep *what)
{
	kept = what;
	pid = what->pid == NO_SLOT ? 0 : (s32)slots[what->pid];
	listener = taken(what->listener);
	logfile = taken(what->log);
	streams[0] = taken(what->input);
	streams[1] = taken(what->output);
	streams[2] = taken(what->error);
	s32 open[] = { HOST, listener, logfile, streams[0], streams[1], streams[2] };
	close_all_but(open, 6);
	CALL1(__NR_chdir, "/");
	u64 blocked = 1u << 16 | 1u << 12; // SIGCHLD, SIGPIPE
	CALL4(__NR_rt_sigprocmask, 2, &blocked, 0, 8);
	blocked = 1u << 16;
	children = (s32)CALL4(__NR_signalfd4, -1, &blocked, 8, 02000000 | 04000);
	// A process that does not read must not hold us.
	if (streams[0] >= 0 && !kept->terminal)
		CALL3(__NR_fcntl, streams[0], 4, 01 | 04000); // F_SETFL, O_WRONLY | O_NONBLOCK
	add_client(HOST, what->lossless);
	// Whoever wanted it begun is gone before it could be told: nobody knows of it.
	if (pid && !clients_left())
		abandon();
	// After the answer: it reads the whole log, and the process's output waits in its pipes.
	if (logfile >= 0)
		mend_log(output, sizeof output);
	reap_children();
	for (;;) {
		struct pollfd p[5 + CLIENTS];
		struct { s64 s, ns; } tick = { 0, 100000000 };
		int read = !output_held;
		p[0] = (struct pollfd){ children, POLLIN, 0 };
		p[1] = (struct pollfd){ clients_left() < CLIENTS ? listener : -1, POLLIN, 0 };
		p[2] = (struct pollfd){ streams[0], (short)((input_to ? POLLOUT : 0) | (kept->terminal && read && !hung_up ? POLLIN : 0)), 0 };
		// A pipe whose reader is gone, or a terminal that is closed, would wake us for ever.
		if (!p[2].events)
			p[2].fd = -1;
		p[3] = (struct pollfd){ read ? streams[1] : -1, POLLIN, 0 };
		p[4] = (struct pollfd){ read ? streams[2] : -1, POLLIN, 0 };
		watch_clients(p + 5, output_held);
		if (CALL5(__NR_ppoll, p, 5 + CLIENTS, hung_up ? &tick : 0, 0, 8) < 0)
			continue;
		hung_up = 0;
		if (p[2].revents & (POLLOUT | POLLERR) && input_to)
			write_input();
		if (p[2].revents & (POLLIN | POLLHUP) && kept->terminal)
			read_stream(0);
		if (p[3].revents)
			read_stream(1);
		if (p[4].revents && !output_held)
			read_stream(2);
		if (output_held)
			pass_on(output_stream, output_held);
		serve_clients(p + 5);
		// Whoever wanted something restored has gone: it ends with its children.
		if (!pid && !clients_left())
			reap_children();
		if (p[1].revents & POLLIN)
			accept_client(listener);
		if (p[0].revents) {
			u8 drained[128 * 4];
			CALL3(__NR_read, children, drained, sizeof drained);
			reap_children();
		}
	}
}
