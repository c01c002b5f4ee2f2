// A process whose memory is tracked or served: does one command a line, and answers each with a line.
#include <dirent.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static uint64_t now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

// What this process has used of processors.
static uint64_t used(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static uint64_t sum(volatile unsigned char *at, long count, long stride)
{
	uint64_t s = 0;
	for (long i = 0; i < count; i++)
		s += at[i * stride];
	return s;
}

static void *spin(void *a)
{
	for (volatile uint64_t *n = a;; (*n)++)
		;
	return 0;
}

static int descriptors(void)
{
	int n = 0;
	DIR *d = opendir("/proc/self/fd");
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

static void filter(void)
{
	struct sock_filter f[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_userfaultfd, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog p = { 4, f };
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &p);
}

int main(void)
{
	static char line[256];
	static volatile uint64_t count;
	setvbuf(stdout, 0, _IOLBF, 0);
	printf("%d\n", getpid());
	while (fgets(line, sizeof line, stdin)) {
		char c;
		unsigned long a = 0, b = 0, d = 0, e = 0;
		sscanf(line, "%c %lx %lx %lx %lx", &c, &a, &b, &d, &e);
		uint64_t began = now(), r = 0, most = 0;
		switch (c) {
		case 'm': r = (uint64_t)mmap((void *)a, b, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | (a ? MAP_FIXED : 0), -1, 0); break;
		case 'u': r = (uint64_t)munmap((void *)a, b); break;
		case 'd': r = (uint64_t)madvise((void *)a, b, MADV_DONTNEED); break;
		case 'v': r = (uint64_t)mremap((void *)a, b, b, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)d); break;
		case 'w':
			most = used();
			for (unsigned long i = 0; i < b; i++)
				((volatile unsigned char *)a)[i * d] = (unsigned char)e;
			most = used() - most;
			break;
		case 'r': r = sum((void *)a, (long)b, (long)d); break;
		case 'l':
			for (unsigned long i = 0; i < b; i++) {
				uint64_t t = now();
				r += ((volatile unsigned char *)a)[i * d];
				t = now() - t;
				most = t > most ? t : most;
			}
			break;
		case 'g': r = (uint64_t)getrandom((void *)a, b, 0); break;
		case 'n': r = (uint64_t)descriptors(); break;
		case 's': filter(); break;
		case 't': { pthread_t t; r = (uint64_t)pthread_create(&t, 0, spin, (void *)&count); break; }
		case 'c': r = count; break;
		case 'z': { struct timespec t = { (time_t)(a / 1000), (long)(a % 1000) * 1000000 }; r = nanosleep(&t, 0) ? (uint64_t)errno : 0; break; }
		case 'o': r = unshare(CLONE_NEWUSER) ? (uint64_t)errno : 0; break;
		case 'k':
			if (!fork()) {
				printf("%lx\n", (unsigned long)sum((void *)a, (long)b, (long)d));
				_exit(0);
			}
			wait(0);
			continue;
		case 'e': execl("/proc/self/exe", "guest", (char *)0); break;
		}
		printf("%lx %lx %lx\n", (unsigned long)r, (unsigned long)(now() - began), (unsigned long)most);
	}
	return 0;
}
