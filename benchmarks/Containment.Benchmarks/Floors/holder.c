// holder MEGABYTES: holds so much memory, every page another, and looks at pages of it for ever.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGE = 4096 };

int main(int count, char **value)
{
	uint64_t pages = count > 1 ? (uint64_t)atol(value[1]) * 256 : 0, state = 88172645463325252u;
	char *memory = mmap(0, pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (pages == 0 || memory == MAP_FAILED)
		return 1;
	for (uint64_t n = 0; n < pages; n++)
		for (int at = 0; at < PAGE; at += 8)
			memcpy(memory + n * PAGE + at, &(uint64_t){(n << 32 | (uint64_t)at) * 0x9E3779B97F4A7C15u + 1}, 8);
	if (write(1, "full\n", 5) != 5)
		return 2;
	for (;;) {
		for (int n = 0; n < 4; n++) {
			state ^= state << 13, state ^= state >> 7, state ^= state << 17;
			uint64_t page = state % pages, is;
			memcpy(&is, memory + page * PAGE, 8);
			if (is != (page << 32) * 0x9E3779B97F4A7C15u + 1)
				return 3;
		}
		usleep(1000);
	}
}
