// Reads files by pread from open descriptors, one round a second: a file marked N in every Nth, spread over the rounds.
// Standard input: a mark and a path a line. Prints the processor time of all rounds in microseconds.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct file { int fd, every, phase; };

static double used(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

int main(int argc, char **argv)
{
    static struct file files[40000];
    static char buffer[8192], path[4096];
    int rounds = atoi(argv[1]), count = 0, every;
    while (count < 40000 && scanf("%d %4095s", &every, path) == 2) {
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0) continue;
        if (pread(fd, buffer, sizeof buffer, 0) < 0) return 1;
        files[count] = (struct file){fd, every, count % every};
        count++;
    }
    double before = used();
    for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < count; i++)
            if ((round + files[i].phase) % files[i].every == 0 && pread(files[i].fd, buffer, sizeof buffer, 0) < 0) return 1;
        sleep(1);
    }
    printf("%.0f\n", used() - before);
    return 0;
}
