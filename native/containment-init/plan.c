#include "plan.h"
#include "operations.h"
#include "protocol.h"
#include <linux/sched.h>

#define LEFT 0x7ffffffe

// The child runs in this program's memory and descriptors until its execve, so what one finds out the other knows.
s64 slots[256];
static struct plan *current;
static u32 child_start;
static s32 permitted;            // what SIGNAL has let through (futex)
static s32 child_here;           // how far the child has come, from 1; the kernel clears it when the child leaves this memory (CLONE_CHILD_CLEARTID)
static s64 child;                // its pid
static volatile s64 child_failed = -1;
static volatile s64 child_error;
static volatile u32 child_step;  // where it is
static u32 own_step;
static s64 reports = -1;         // where the child says that it failed, when nobody waits for it here
static u8 child_stacks[2][65536] __attribute__((aligned(16))); // the second one is for a child that another one makes

static s64 wait_for(s32 pid)
{
	s64 r;
	do
		r = CALL5(__NR_waitid, 1, pid, 0, 4, 0);
	while (r == -EINTR_);
	return r;
}

static void take_arguments(const struct step *s, s64 *a)
{
	for (int n = 0; n < 6; n++)
		a[n] = s->slots >> n & 1 ? slots[(u8)s->arguments[n]] : s->arguments[n];
}

static void undo(struct plan *plan, u32 reached)
{
	for (u32 i = plan->steps; i-- > plan->undo;) {
		struct step *s = &plan->step[i];
		// The last argument of a step that undoes is the step whose work it undoes.
		if (s->arguments[5] >= (s64)reached)
			continue;
		s64 a[6];
		take_arguments(s, a);
		if (s->call == NETLINK)
			netlink(a[0], (void *)a[1], (u64)a[2]);
		else
			CALL5(s->call, a[0], a[1], a[2], a[3], a[4]);
	}
}

__attribute__((noreturn)) static void fail(struct plan *plan, u32 step, s64 error)
{
	// Only one that was not waited for yet: another process may have the number of one that was.
	if (child > 0 && CALL5(__NR_waitid, 1, child, 0, 4 | 1 | 0x1000000, 0) == 0) {
		// A child that failed by itself is why the next step of ours could not be done.
		CALL2(__NR_kill, child, 9);
		wait_for((s32)child);
	}
	if (child_failed >= 0) {
		step = (u32)child_failed;
		error = child_error;
	}
	undo(plan, own_step);
	struct answer answer = { FAILED, (s32)error, step };
	CALL6(__NR_sendto, HOST, &answer, sizeof answer, 0x4000, 0, 0);
	leave(1);
}

static s64 pause_at(u64 n)
{
	struct answer answer = { REACHED, (s32)child, n };
	struct command command;
	s64 r = CALL6(__NR_sendto, HOST, &answer, sizeof answer, 0x4000, 0, 0);
	while (r >= 0 && (r = CALL6(__NR_recvfrom, HOST, &command, sizeof command, 0, 0, 0)) == -EINTR_)
		r = 0;
	if (r < 0)
		return r;
	return r == sizeof command && command.kind == GO_ON ? 0 : -ECANCELED_;
}

// The child is nobody's here; it goes to whoever looks after orphans.
__attribute__((noreturn)) static void detach(struct plan *plan, u32 step)
{
	struct answer answer = { HELLO, (s32)child, 0 };
	if (CALL6(__NR_sendto, HOST, &answer, sizeof answer, 0x4000, 0, 0) < 0)
		fail(plan, step, ECANCELED_);
	leave(0);
}

static void child_main(void)
{
	run(current, child_start);
}

static s64 clone_child(struct step *s)
{
	struct clone_args a;
	clear(&a, sizeof a);
	int by_child = (s->arguments[0] & CLONE_PARENT) != 0, passing = s->arguments[4] != 0;
	a.flags = (u64)s->arguments[0] | CLONE_VM | CLONE_FILES | CLONE_PIDFD | (passing ? 0 : CLONE_CHILD_CLEARTID);
	a.exit_signal = by_child ? 0 : 17;
	a.pidfd = (u64)&slots[(u8)s->arguments[3]];
	a.child_tid = (u64)&child_here;
	a.stack = (u64)child_stacks[by_child];
	a.stack_size = sizeof child_stacks[0];
	if (s->arguments[2] != NO_SLOT) {
		a.flags |= CLONE_INTO_CGROUP;
		a.cgroup = (u64)slots[(u8)s->arguments[2]];
	}
	child_start = (u32)s->arguments[1];
	child_here = 1;
	slots[(u8)s->arguments[3]] = 0;
	s64 pid = clone_calling(&a, sizeof a, child_main);
	if (pid > 0 && !passing)
		child = pid;
	return pid;
}

static void arrive(s32 n)
{
	__atomic_store_n(&child_here, n + 1, __ATOMIC_SEQ_CST);
	CALL6(__NR_futex, &child_here, 1, 1, 0, 0, 0);
}

// Until it has come so far, or has left this memory.
static void await_child(struct plan *plan, s32 n)
{
	// It may be filtered by now, and not be allowed to wake us.
	struct { s64 s, ns; } soon = { 0, 10000000 };
	s32 here;
	while ((here = __atomic_load_n(&child_here, __ATOMIC_SEQ_CST)) && here <= n)
		CALL6(__NR_futex, &child_here, 0, here, n == LEFT ? 0 : &soon, 0, 0);
	if (child_failed >= 0)
		fail(plan, (u32)child_failed, child_error);
	if (!here && n != LEFT)
		fail(plan, child_step, EINTR_);
}

static s64 await_exec(struct plan *plan)
{
	await_child(plan, LEFT);
	// Killed on the way, for lack of memory perhaps: then it was not in an execve.
	u32 call = plan->step[child_step].call;
	if (call != __NR_execve && call != __NR_execveat)
		fail(plan, child_step, EINTR_);
	return 0;
}

static s64 perform(struct plan *plan, struct step *s, s64 *a)
{
	switch (s->call) {
	case CLONE:
		return clone_child(s);
	case PATCH:
		return patch((u64)a[0], (u8 *)a[1], (u64)a[2]);
	case WRITE:
		return write_file(a[0], a[1], a[2], a[3]);
	case PIPE:
		return make_pipe((u8)a[0], (u8)a[1]);
	case NETLINK:
		return netlink(a[0], (void *)a[1], (u64)a[2]);
	case SIGNAL:
		__atomic_store_n(&permitted, (s32)a[0], __ATOMIC_SEQ_CST);
		CALL6(__NR_futex, &permitted, 1, 1, 0, 0, 0);
		return 0;
	case AWAIT:
		for (s32 now; (now = __atomic_load_n(&permitted, __ATOMIC_SEQ_CST)) < a[0];)
			CALL6(__NR_futex, &permitted, 0, now, 0, 0, 0);
		return 0;
	case AWAIT_EXEC:
		return await_exec(plan);
	case KEEP:
		keep((struct keep *)a[0]);
	case PAUSE:
		return pause_at((u64)a[0]);
	case ARRIVE:
		arrive((s32)a[0]);
		return 0;
	case AWAIT_CHILD:
		await_child(plan, (s32)a[0]);
		return 0;
	case REPORT:
		reports = a[0];
		return 0;
	case EXPECT:
		return expect(a[0], a[1], a[2]);
	case COPY:
		return copy(a[0], a[1], a[2]);
	case ANSWER:
		answer_opens(a[0], a[1], a[2]);
	case BREAKPOINT:
		return breakpoint();
	case DETACH:
		detach(plan, (u32)(s - plan->step));
	default:
		return call(s->call, a);
	}
}

__attribute__((noreturn)) void run(struct plan *plan, u32 from)
{
	int in_child = from != 0;
	for (u32 i = from; i < plan->undo; i++) {
		struct step *s = &plan->step[i];
		s64 a[6];
		take_arguments(s, a);
		if (in_child)
			child_step = i;
		else
			own_step = i;
		s64 r = perform(plan, s, a);
		if (r >= 0) {
			if (s->result != NO_SLOT)
				slots[s->result] = r;
			i += s->skip_done;
			continue;
		}
		int tolerated = 0;
		for (int n = 0; n < 4; n++)
			tolerated |= s->tolerated[n] == -r;
		if (tolerated) {
			i += s->skip_refused;
			continue;
		}
		if (!in_child)
			fail(plan, i, -r);
		child_error = -r;
		child_failed = i;
		if (reports >= 0) {
			struct answer answer = { FAILED, (s32)-r, i };
			CALL6(__NR_sendto, reports, &answer, sizeof answer, 0x4000, 0, 0);
		}
		leave(1);
	}
	leave(2);
}

static struct plan *receive(void)
{
	s64 at = CALL6(__NR_mmap, 0, PLAN_LIMIT, 3, 0x4022, -1, 0);
	struct plan *plan = (struct plan *)at;
	u32 have = 0;
	while (have < sizeof *plan || have < plan->size) {
		s64 n = CALL6(__NR_recvfrom, HOST, at + have, PLAN_LIMIT - have, 0, 0, 0);
		if (n == -EINTR_)
			continue;
		if (n <= 0 || (have == 0 && (n < (s64)sizeof *plan || plan->magic != PLAN_MAGIC)) || plan->size > PLAN_LIMIT)
			leave(3);
		have += (u32)n;
	}
	u64 fixed = sizeof *plan + (u64)plan->steps * sizeof(struct step) + (u64)plan->relocations * 4;
	if (fixed > plan->size || plan->undo > plan->steps)
		leave(3);
	u32 *relocations = (u32 *)&plan->step[plan->steps];
	for (u32 i = 0; i < plan->relocations; i++) {
		if (relocations[i] > plan->size - 8)
			leave(3);
		*(u64 *)(at + relocations[i]) += (u64)at;
	}
	return plan;
}

__attribute__((noreturn, used)) void start(long *stack)
{
	char **arguments = (char **)(stack + 1);
	if (stack[0] > 2)
		reap(arguments + 2, arguments + stack[0] + 1);
	// Nobody in a container that a child of ours joins may look into this memory.
	CALL5(__NR_prctl, 4, 0, 0, 0, 0);
	current = receive();
	run(current, 0);
}
