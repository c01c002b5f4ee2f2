// Forks N processes that sleep; with a second argument each wakes every 500 ms and works for some 20 us. Prints their ids; all end with standard input.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int count = atoi(argv[1]);
    for (int i = 0; i < count; i++) {
        pid_t child = fork();
        if (child < 0) return 1;
        if (child == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            close(0);
            for (;;) {
                if (argc < 3) pause();
                usleep(500000);
                for (volatile int n = 0; n < 10000; n++) { }
            }
        }
        printf("%d\n", child);
    }
    fflush(stdout);
    char byte;
    while (read(0, &byte, 1) > 0) { }
    kill(0, SIGKILL);
    return 0;
}
