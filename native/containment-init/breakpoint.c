#include "operations.h"

#if defined(__x86_64__)
enum { TRACEME = 0, POKE_USER = 6, CONTINUE = 7, STOP = 19, TRAP = 5, KILL = 9 };

// In struct user of sys/user.h, which is not among the kernel's own headers.
enum { DEBUG_REGISTER = 848 };

__attribute__((noinline, noclone)) static void landing(void)
{
	__asm__ volatile("");
}

static s64 stop_of(s64 pid)
{
	s32 status = 0;
	s64 r;
	do
		r = CALL4(__NR_wait4, pid, &status, 0, 0);
	while (r == -EINTR_);
	return r == pid && (status & 0xff) == 0x7f ? status >> 8 & 0xff : 0;
}

// A child stops itself and goes on with a breakpoint in its way: it comes back by a trap, or by its end.
s64 breakpoint(void)
{
	s64 child = CALL0(__NR_fork);
	if (child < 0)
		return child;
	if (child == 0) {
		if (CALL4(__NR_ptrace, TRACEME, 0, 0, 0) < 0)
			leave(1);
		CALL2(__NR_kill, CALL0(__NR_getpid), STOP);
		landing();
		leave(0);
	}
	// Who may not trace can't tell.
	if (stop_of(child) != STOP)
		return 0;
	s64 r = CALL4(__NR_ptrace, POKE_USER, child, DEBUG_REGISTER, landing);
	if (r == 0)
		r = CALL4(__NR_ptrace, POKE_USER, child, DEBUG_REGISTER + 7 * 8, 1);
	if (r == 0) {
		CALL4(__NR_ptrace, CONTINUE, child, 0, 0);
		if (stop_of(child) != TRAP)
			return -ENODEV_;
	}
	CALL2(__NR_kill, child, KILL);
	stop_of(child);
	return r < 0 ? -ENODEV_ : 0;
}
#else
s64 breakpoint(void)
{
	return 0;
}
#endif
