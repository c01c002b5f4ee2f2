// A launch plan as it comes over descriptor 3: header | steps | relocations | data. Offsets count from the header.
// Containment.Linux/Processes/PlanWriter.cs writes the same form.
#ifndef PLAN_H
#define PLAN_H

#include "kernel.h"

#define PLAN_MAGIC 0x31504c43u // "CLP1"
#define PLAN_LIMIT (8u << 20)
#define NO_SLOT 255

struct plan {
	u32 magic, size;     // of everything, in bytes
	u32 steps, undo;     // their number; the first one that is only run to undo
	u32 relocations;     // their number: offsets of 64-bit words to which the plan's address is added
	u32 reserved[3];
	struct step {
		u32 call;        // a system call's number, or one of the operations below
		u8 slots;        // bit n: argument n is the number of a slot whose value is meant
		u8 result;       // the slot that takes the result, or NO_SLOT
		u8 skip_refused; // steps to pass over when a tolerated error came
		u8 skip_done;    // steps to pass over when it succeeded
		s64 arguments[6];
		u16 tolerated[4];
	} step[];
};

enum operation {
	OPERATION_FIRST = 0x10000,
	CLONE = OPERATION_FIRST, // flags, first step of the child, slot of the cgroup's descriptor or NO_SLOT, slot for the pidfd,
	            // 1: it is not the one that counts, but makes that one and ends
	PATCH,      // value, destination, width: 4 or 8 bytes, or 10: decimal digits after slashes (which a path ignores), or 11: ten after blanks (which JSON ignores)
	WRITE,      // directory, path, data, size
	PIPE,       // slot for the end to read, slot for the end to write
	NETLINK,    // socket, message, size; the answer's error is the step's
	SIGNAL,     // n: lets the child pass its AWAIT of up to n
	AWAIT,      // n
	AWAIT_EXEC, // until the child has left this program, by execve or by failing
	KEEP,       // struct keep; the last step of the first process
	PAUSE,      // n: tells REACHED n, and waits to be told to go on
	ARRIVE,     // n: in the child, lets the keeper pass its AWAIT_CHILD of up to n
	AWAIT_CHILD, // n
	REPORT,     // descriptor: in the child, on which it says from now on that it failed
	DETACH,     // the child goes on without this program
	EXPECT,     // descriptor, type, 1 or 0: its file system is of this type, or is not
	COPY,       // from a directory, to another, 1: all that is in it, 0: only its own mode
	ANSWER,     // a fanotify group, the process that refreshes, milliseconds: lets guests open their files; the last step
	BREAKPOINT, // ENODEV: the processor's breakpoints stop nobody on this machine
};

struct keep {
	const char *exit_path, *exit_temporary, *socket_path, *log_path, *log_before; // null: none
	u64 log_limit;
	u8 pid, listener, log, input, output, error; // slots, or NO_SLOT; a terminal is input and output
	u8 lossless; // the first client gets all output, and the process waits for it
	u8 terminal;
};

extern s64 slots[256];

__attribute__((noreturn)) void run(struct plan *plan, u32 from);
__attribute__((noreturn)) void keep(const struct keep *what);
__attribute__((noreturn)) void reap(char **arguments, char **environment);
__attribute__((noreturn)) void answer_opens(s64 events, s64 owner, s64 milliseconds);
s64 copy(s64 from, s64 to, s64 deep);
s64 netlink(s64 socket, const void *message, u64 size);

#endif
