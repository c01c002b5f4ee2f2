// rewriter MEGABYTES PAGES_A_MILLISECOND: writes pages of its memory again and again, gives some back, and looks whether each is what it wrote last.
// Every page knows its number and its version; the versions are in memory of their own. What is wrong is written to /verdict, how far it is to /count.
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096, WORDS = PAGE / 8 };

static uint64_t state = 88172645463325252u;

static uint64_t any(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	return state ^= state << 17;
}

static void say(const char *file, const char *text)
{
	int to = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (to < 0 || write(to, text, strlen(text)) < 0)
		_exit(3);
	close(to);
}

static void fill(uint64_t *page, uint64_t number, uint64_t version)
{
	for (int at = 0; at < WORDS; at++)
		page[at] = (number << 32) ^ version ^ ((uint64_t)at * 0x9E3779B97F4A7C15u);
}

static void check(const uint64_t *page, uint64_t number, uint64_t version)
{
	char text[160];
	for (int at = 0; at < WORDS; at++) {
		uint64_t should = version ? (number << 32) ^ version ^ ((uint64_t)at * 0x9E3779B97F4A7C15u) : 0;
		if (page[at] == should)
			continue;
		snprintf(text, sizeof text, "page %lu word %d is %lx and not %lx (version %lu)\n", number, at, page[at], should, version);
		say("/verdict", text);
		_exit(2);
	}
}

int main(int count, char **value)
{
	uint64_t pages = (uint64_t)atol(value[1]) * 256, rate = (uint64_t)atol(value[2]), rounds = 0;
	char *memory = mmap(0, pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uint64_t *versions = mmap(0, pages * 8, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *moving = mmap(0, 16 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int pipes[2];
	if (count < 3 || memory == MAP_FAILED || versions == MAP_FAILED || moving == MAP_FAILED || pipe(pipes))
		return 1;
	for (uint64_t n = 0; n < pages; n++)
		// One in eight is never touched.
		if (n % 8)
			fill((uint64_t *)(memory + n * PAGE), n, versions[n] = 1);
	for (;; rounds++) {
		for (uint64_t n = 0; n < rate; n++) {
			uint64_t number = any() % pages;
			check((uint64_t *)(memory + number * PAGE), number, versions[number]);
			if (any() % 64 == 0) {
				madvise(memory + number * PAGE, PAGE, MADV_DONTNEED);
				versions[number] = 0;
			} else
				fill((uint64_t *)(memory + number * PAGE), number, ++versions[number]);
			// The kernel reads and writes pages too.
			number = any() % pages;
			if (write(pipes[1], memory + number * PAGE, 512) != 512 || read(pipes[0], memory + number * PAGE, 512) != 512)
				return 4;
		}
		if (rounds % 16 == 0) {
			// It goes to another place, and what stood there before is gone.
			fill((uint64_t *)moving, rounds, 7);
			moving = mremap(moving, 16 * PAGE, 16 * PAGE, MREMAP_MAYMOVE);
			check((uint64_t *)moving, rounds, 7);
			char text[32];
			snprintf(text, sizeof text, "%lu\n", rounds);
			say("/count", text);
		}
		if (rounds % 512 == 0) {
			pid_t child = fork();
			if (child == 0) {
				for (uint64_t n = 0; n < 64; n++) {
					uint64_t number = any() % pages;
					check((uint64_t *)(memory + number * PAGE), number, versions[number]);
				}
				_exit(0);
			}
			int status = 0;
			if (waitpid(child, &status, 0) != child || status)
				return 5;
		}
		usleep(1000);
	}
}
