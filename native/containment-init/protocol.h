// What is said on descriptor 3 and on a keeper's socket, in packets (SOCK_SEQPACKET).
//
//   client                                keeper
//     |  plan (descriptor 3 only)  ----->   |
//     |  <---- REACHED n, GO ON ----->      |  (as often as the plan says)
//     |  <---- HELLO pid, or FAILED         |
//     |  INPUT, RESIZE, SUBSCRIBE … ----->  |
//     |  <---- OUTPUT (to subscribers)      |
//     |  <---- DONE, DESCRIPTORS            |
//     |  <---- EXITED, end of the stream    |
//
// Containment.Linux/Processes/Packets.cs has the same numbers.
#ifndef PROTOCOL_H
#define PROTOCOL_H

#include "kernel.h"

#define HOST 3
#define INPUT_LIMIT 4096

enum told { HELLO = 1, FAILED, OUTPUT, EXITED, DONE, DESCRIPTORS, REACHED };

struct answer {
	u32 kind;
	s32 value;  // HELLO, REACHED: pid; FAILED: errno; OUTPUT: stream; EXITED: wait status; DONE: errno; DESCRIPTORS: bits 0 to 2: which
	u64 detail; // FAILED: step; REACHED: n; OUTPUT: the log's size after it; EXITED: CLOCK_REALTIME in nanoseconds; DONE: the command
};

enum asked { INPUT = 1, CLOSE_INPUT, RESIZE, SUBSCRIBE, ADOPT, RELEASE, STOP, GO_ON };

struct command {
	u32 kind;
	u32 value; // RESIZE: columns | rows << 16; ADOPT: pid, with a terminal's master perhaps
};

// From a program that answers opens (answer.c); it is answered with the number alone.
struct question {
	s64 number;
	u64 inode;
	u32 major, minor;
	u64 opens;  // 1: to open the file; 0: to read it
};

#endif
