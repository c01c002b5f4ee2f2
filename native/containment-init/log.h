// The log: frames of stream, size, time, and bytes.
#ifndef LOG_H
#define LOG_H

#include "plan.h"

extern s32 logfile; // -1: none
extern u64 log_size;

u64 now(void); // CLOCK_REALTIME in nanoseconds
void write_log(const struct keep *kept, int stream, const u8 *output, u32 size);
void mend_log(u8 *output, u64 room); // output: space to read into

#endif
