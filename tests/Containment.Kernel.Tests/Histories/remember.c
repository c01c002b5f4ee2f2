// Knows all of its memory by heart, in two processes and a thread, and says whether it is still right: "n1", "n2" and so on, or "bad" and what.
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGE = 4096, WORDS = PAGE / 8, PRIVATE = 12000, FORKED = 2000, READ_ONLY = 500 };

static uint64_t word(uint64_t area, uint64_t page, uint64_t at) {
    uint64_t x = area * 0x9E3779B97F4A7C15u + page * WORDS + at + 1;
    x ^= x >> 30, x *= 0xBF58476D1CE4E5B9u, x ^= x >> 27, x *= 0x94D049BB133111EBu;
    return x ^ x >> 31;
}

static void fill(uint64_t *pages, uint64_t area, int page) {
    for (int i = 0; i < WORDS; i++) pages[(size_t)page * WORDS + i] = word(area, page, i);
}

static void check(const uint64_t *pages, uint64_t area, int page, const char *what) {
    for (int i = 0; i < WORDS; i++)
        if (pages[(size_t)page * WORDS + i] != word(area, page, i)) {
            printf("bad %s, page %d\n", what, page);
            _exit(1);
        }
}

static uint64_t *map(int pages) { return mmap(0, (size_t)pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }

static __thread volatile unsigned long turns;

static void *count(void *nothing) {
    for (;; turns++) {
        if (sched_getcpu() < 0) printf("bad processor\n");
        usleep(1000);
    }
    return nothing;
}

int main(void) {
    setvbuf(stdout, 0, _IOLBF, 0);
    uint64_t *forked = map(FORKED), *fixed = map(READ_ONLY);
    for (int i = 0; i < FORKED; i++) fill(forked, 200, i);
    for (int i = 0; i < READ_ONLY; i++) fill(fixed, 201, i);
    mprotect(fixed, (size_t)READ_ONLY * PAGE, PROT_READ);
    if (fork() == 0) {
        // It has what it shares with its parent, half of it changed, and an area that is its own.
        uint64_t *mine = map(FORKED);
        for (int i = 0; i < FORKED; i++) fill(mine, 203, i);
        for (int i = 0; i < FORKED; i += 2) fill(forked, 202, i);
        for (;; usleep(20000))
            for (int i = 0; i < FORKED; i++) check(forked, i % 2 ? 200 : 202, i, "child"), check(mine, 203, i, "child's own");
    }
    // Each third page is never touched.
    uint64_t *own = map(PRIVATE);
    uint8_t areas[PRIVATE];
    for (int i = 0; i < PRIVATE; i++)
        if ((areas[i] = i % 3 != 2)) fill(own, 1, i);
    pthread_t thread;
    pthread_create(&thread, 0, count, 0);
    for (unsigned long turn = 0;; turn++, usleep(20000)) {
        for (int i = 0; i < PRIVATE; i++) {
            if (areas[i]) check(own, areas[i], i, "own");
            else for (int j = 0; j < WORDS; j += 64) if (own[(size_t)i * WORDS + j]) printf("bad hole, page %d\n", i);
        }
        for (int i = 0; i < FORKED; i++) check(forked, 200, i, "forked");
        for (int i = 0; i < READ_ONLY; i++) check(fixed, 201, i, "read only");
        for (int i = 0; i < 50; i++) {
            int page = rand() % PRIVATE;
            if (areas[page]) areas[page] = areas[page] % 100 + 1, fill(own, areas[page], page);
        }
        printf("n%lu\n", turn);
    }
}
