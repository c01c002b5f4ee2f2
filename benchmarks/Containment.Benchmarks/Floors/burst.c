// Waits for /sync/go, then does bursts of work until it is killed: takes memory, works on it, reads a file, gives all back, and rests a moment.
// After each pass over its memory it writes how many it has made to /sync/NAME. Arguments: NAME, MiB a burst, passes a burst.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static void rest(long milliseconds)
{
    struct timespec span = { milliseconds / 1000, milliseconds % 1000 * 1000000 };
    nanosleep(&span, NULL);
}

int main(int argc, char **argv)
{
    if (argc != 4) return 2;
    size_t size = (size_t)atol(argv[2]) << 20;
    long passes = atol(argv[3]), done = 0;
    char path[256], text[32], block[65536];
    snprintf(path, sizeof path, "/sync/%s", argv[1]);
    int count = open(path, O_WRONLY | O_CREAT, 0644);
    int file = open("/file", O_RDWR | O_CREAT, 0644);
    memset(block, 1, sizeof block);
    for (int i = 0; i < 32; i++) if (write(file, block, sizeof block) < 0) return 1;
    srand((unsigned)getpid() * 7919u + (unsigned)atoi(argv[1] + 1));
    while (access("/sync/go", F_OK) != 0) rest(50);
    for (;;)
    {
        rest(rand() % 200);
        unsigned char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED) return 1;
        unsigned sum = 0;
        for (long pass = 0; pass < passes; pass++) {
            for (size_t i = 0; i < size; i += 64) sum += memory[i]++;
            int length = snprintf(text, sizeof text, "%ld %u\n", ++done, sum & 1);
            if (pwrite(count, text, (size_t)length, 0) < 0) return 1;
        }
        for (int i = 0; i < 32; i++) if (pread(file, block, sizeof block, (off_t)i * (off_t)sizeof block) < 0) return 1;
        munmap(memory, size);
    }
}
