#include "log.h"
#include "clients.h"

#define LOG_HEADER 16
#define LOG_LARGEST (16u << 20)

s32 logfile = -1;
u64 log_size;

u64 now(void)
{
	s64 time[2];
	CALL2(__NR_clock_gettime, 0, time);
	return (u64)time[0] * 1000000000u + (u64)time[1];
}

void write_log(const struct keep *kept, int stream, const u8 *output, u32 size)
{
	if (logfile < 0)
		return;
	struct { u32 stream, size; u64 time; } frame = { (u32)stream, size, now() };
	struct { const void *at; u64 size; } parts[2] = { { &frame, sizeof frame }, { output, size } };
	if (log_size && kept->log_limit && log_size + sizeof frame + size > kept->log_limit) {
		CALL4(__NR_renameat2, AT_CWD, kept->log_path, AT_CWD, kept->log_before);
		s64 f = CALL4(__NR_openat, AT_CWD, kept->log_path, 02002101, 0600);
		if (f >= 0) {
			CALL1(__NR_close, logfile);
			logfile = (s32)f;
			log_size = 0;
		}
	}
	s64 n = CALL3(__NR_writev, logfile, parts, 2);
	// Of a frame that does not fit on the disk nothing may stay, or all that comes after it can't be read.
	if (n == (s64)(sizeof frame + size))
		log_size += (u64)n;
	else if (n > 0)
		CALL2(__NR_ftruncate, logfile, log_size);
}

// Cuts off what follows the last whole frame: its writer was killed, or the power failed, and frames behind it could not be found.
void mend_log(u8 *output, u64 room)
{
	s64 size = CALL3(__NR_lseek, logfile, 0, 2);
	u64 end = size > 0 ? (u64)size : 0, at = 0;
	s64 from = 0, have = 0; // what output holds of the file
	while (at < end) {
		if (at < (u64)from || at + LOG_HEADER > (u64)(from + have)) {
			from = (s64)at;
			have = CALL4(__NR_pread64, logfile, output, room, at);
			if (have == -EINTR_) {
				have = 0;
				continue;
			}
			// Unreadable is no reason to cut.
			if (have < 0) {
				at = end;
				break;
			}
			if (have < LOG_HEADER)
				break;
		}
		u32 header[2];
		memory_copy(header, output + (at - (u64)from), sizeof header);
		if ((header[0] != 1 && header[0] != 2) || header[1] > LOG_LARGEST || header[1] + (u64)LOG_HEADER > end - at)
			break;
		at += LOG_HEADER + header[1];
	}
	if (at < end && CALL2(__NR_ftruncate, logfile, at) < 0)
		at = end;
	log_size = at;
}
