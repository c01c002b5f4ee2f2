// Has one of each kind of thing that a process may have of the kernel, and looks again and again whether it still has it: a line "NAME ok" or "NAME bad: why" for each
// kind and turn. Arguments name kinds; without any it has all.
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MUST(x) do { if (!(x)) { static char why[200]; snprintf(why, sizeof why, "%s: %s", #x, strerror(errno)); return why; } } while (0)

static char buffer[4096];

// What was written before the first turn is there in each later one: taken out, looked at, and put in again.
static const char *passed(int in, int out)
{
	memset(buffer, 0, sizeof buffer);
	MUST(read(out, buffer, 8) == 8);
	MUST(memcmp(buffer, "in it   ", 8) == 0);
	MUST(write(in, "in it   ", 8) == 8);
	return NULL;
}

#include "belongings-talk.h"
#include "belongings-shared.h"

// Another process does not get what this one has.
static int refused(int (*take)(void))
{
	int status;
	pid_t other = fork();
	if (other == 0)
		_exit(take() == 0 ? 1 : errno == EWOULDBLOCK || errno == EACCES ? 0 : 2);
	return waitpid(other, &status, 0) == other && status == 0;
}

static int take_flock(void) { return flock(open("/work/flock", O_RDWR), LOCK_EX | LOCK_NB); }
static int take_record(void)
{
	struct flock all = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 5, .l_len = 3 };
	return fcntl(open("/work/record", O_RDWR), F_SETLK, &all);
}
static int take_description(void)
{
	struct flock all = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	return fcntl(open("/work/description", O_RDWR), F_OFD_SETLK, &all);
}

static const char *whole_locks(int first)
{
	if (first)
		MUST(flock(open("/work/flock", O_RDWR | O_CREAT, 0600), LOCK_EX) == 0);
	MUST(refused(take_flock));
	return NULL;
}

static const char *record_locks(int first)
{
	struct flock all = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	if (first)
		MUST(fcntl(open("/work/record", O_RDWR | O_CREAT, 0600), F_SETLK, &all) == 0);
	MUST(refused(take_record));
	return NULL;
}

static const char *description_locks(int first)
{
	struct flock all = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	if (first)
		MUST(fcntl(open("/work/description", O_RDWR | O_CREAT, 0600), F_OFD_SETLK, &all) == 0);
	MUST(refused(take_description));
	return NULL;
}

static int watch, watched[2];
static const char *watches(int first)
{
	if (first) {
		MUST(mkdir("/work/deep", 0700) == 0 && mkdir("/work/deep/watched", 0700) == 0 && close(open("/work/deep/file", O_RDWR | O_CREAT, 0600)) == 0);
		MUST((watch = inotify_init1(IN_NONBLOCK)) >= 0);
		MUST((watched[0] = inotify_add_watch(watch, "/work/deep/watched", IN_CREATE)) >= 0);
		MUST((watched[1] = inotify_add_watch(watch, "/work/deep/file", IN_MODIFY)) >= 0);
	}
	int f = open("/work/deep/file", O_RDWR);
	MUST(close(open("/work/deep/watched/new", O_RDWR | O_CREAT, 0600)) == 0 && unlink("/work/deep/watched/new") == 0 && write(f, "x", 1) == 1);
	close(f);
	struct inotify_event *event = (void *)buffer;
	ssize_t length = read(watch, buffer, sizeof buffer);
	MUST(length > 0 && event->wd == watched[0] && event->mask == IN_CREATE && strcmp(event->name, "new") == 0);
	event = (void *)(buffer + sizeof *event + event->len);
	MUST((char *)event < buffer + length && event->wd == watched[1] && event->mask == IN_MODIFY);
	return NULL;
}

// They go on ticking.
static volatile sig_atomic_t ticks[2];
static void tick(int signal) { ticks[signal == SIGALRM]++; }

static const char *ticking(volatile sig_atomic_t *count)
{
	sig_atomic_t before = *count;
	for (int wait = 0; *count == before; wait++) {
		MUST(wait < 1000);
		usleep(10000);
	}
	return NULL;
}

static const char *posix_timers(int first)
{
	if (first) {
		struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN };
		struct itimerspec often = { { 0, 20000000 }, { 0, 20000000 } };
		timer_t timer;
		signal(SIGRTMIN, tick);
		MUST(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0 && timer_settime(timer, 0, &often, NULL) == 0);
	}
	return ticking(&ticks[0]);
}

static const char *interval_timers(int first)
{
	if (first) {
		struct itimerval often = { { 0, 20000 }, { 0, 20000 } };
		signal(SIGALRM, tick);
		MUST(setitimer(ITIMER_REAL, &often, NULL) == 0);
	}
	return ticking(&ticks[1]);
}

static int waiting, counter, timer;
static const char *epolls(int first)
{
	struct epoll_event event = { EPOLLIN, { .u64 = 0x123456789a } };
	if (first) {
		MUST((waiting = epoll_create1(0)) >= 0 && (counter = eventfd(3, EFD_NONBLOCK)) >= 0);
		MUST(epoll_ctl(waiting, EPOLL_CTL_ADD, counter, &event) == 0);
	}
	uint64_t value = 0;
	event.data.u64 = 0;
	MUST(epoll_wait(waiting, &event, 1, 0) == 1 && event.data.u64 == 0x123456789a);
	MUST(read(counter, &value, 8) == 8 && value == 3);
	MUST(epoll_wait(waiting, &event, 1, 0) == 0);
	MUST(write(counter, &value, 8) == 8);
	return NULL;
}

static const char *timer_descriptors(int first)
{
	uint64_t value = 0;
	if (first) {
		struct itimerspec often = { { 0, 20000000 }, { 0, 20000000 } };
		MUST((timer = timerfd_create(CLOCK_MONOTONIC, 0)) >= 0 && timerfd_settime(timer, 0, &often, NULL) == 0);
	}
	MUST(read(timer, &value, 8) == 8 && value > 0);
	return NULL;
}

static int signals;
static const char *signal_descriptors(int first)
{
	struct signalfd_siginfo information = { 0 };
	if (first) {
		sigset_t set;
		sigemptyset(&set);
		sigaddset(&set, SIGUSR2);
		MUST(sigprocmask(SIG_BLOCK, &set, NULL) == 0 && (signals = signalfd(-1, &set, SFD_NONBLOCK)) >= 0);
		MUST(sigqueue(getpid(), SIGUSR2, (union sigval) { .sival_int = 42 }) == 0);
	}
	MUST(read(signals, &information, sizeof information) == sizeof information && information.ssi_signo == SIGUSR2 && information.ssi_int == 42);
	MUST(sigqueue(getpid(), SIGUSR2, (union sigval) { .sival_int = 42 }) == 0);
	return NULL;
}

static int deleted;
static const char *deleted_files(int first)
{
	if (first) {
		MUST((deleted = open("/work/deleted", O_RDWR | O_CREAT, 0600)) >= 0 && write(deleted, "still there", 11) == 11 && unlink("/work/deleted") == 0);
	}
	MUST(pread(deleted, buffer, 20, 0) == 11 && memcmp(buffer, "still there", 11) == 0 && access("/work/deleted", F_OK) < 0);
	return NULL;
}

static int offset_file, directory;
static const char *open_files(int first)
{
	if (first) {
		MUST((offset_file = open("/work/offset", O_RDWR | O_CREAT | O_APPEND, 0600)) >= 0 && write(offset_file, "0123456789", 10) == 10 && lseek(offset_file, 4, SEEK_SET) == 4);
		MUST((directory = open("/work", O_RDONLY | O_DIRECTORY)) >= 0 && mkdir("/work/here", 0750) == 0 && chdir("/work/here") == 0);
		umask(0123);
	}
	struct stat a, b;
	MUST(lseek(offset_file, 0, SEEK_CUR) == 4 && (fcntl(offset_file, F_GETFL) & O_APPEND));
	MUST(fstatat(directory, "offset", &a, 0) == 0 && a.st_size == 10);
	MUST(stat(".", &a) == 0 && stat("/work/here", &b) == 0 && a.st_ino == b.st_ino);
	mode_t mask = umask(0123);
	MUST(mask == 0123);
	return NULL;
}

static volatile unsigned long turns;
static __thread unsigned long own;
static void *turn(void *unused)
{
	for (;;) {
		turns = ++own;
		usleep(200);
	}
	return unused;
}

static const char *threads(int first)
{
	pthread_t thread;
	if (first)
		MUST(pthread_create(&thread, NULL, turn, NULL) == 0);
	unsigned long before = turns;
	for (int wait = 0; turns == before; wait++) {
		MUST(wait < 20000);
		usleep(500);
	}
	return NULL;
}

static pid_t zombie, stopped;
static const char *processes(int first)
{
	if (first) {
		if ((zombie = fork()) == 0)
			_exit(7);
		if ((stopped = fork()) == 0)
			for (;;)
				pause();
		MUST(kill(stopped, SIGSTOP) == 0);
	}
	siginfo_t information = { 0 };
	MUST(waitid(P_PID, zombie, &information, WEXITED | WNOWAIT) == 0 && information.si_status == 7);
	char path[64], state[64] = "";
	snprintf(path, sizeof path, "/proc/%d/stat", stopped);
	for (int wait = 0; !strstr(state, ") T "); wait++) {
		MUST(wait < 1000);
		FILE *f = fopen(path, "r");
		MUST(f && fgets(state, sizeof state, f));
		fclose(f);
		usleep(1000);
	}
	return NULL;
}

static const struct { const char *name; const char *(*look)(int first); } kinds[] = {
	{ "pipe", pipes }, { "fifo", fifos }, { "unix-pair", unix_pairs }, { "unix-name", unix_names }, { "unix-datagram", unix_datagrams },
	{ "tcp", tcp_inside }, { "udp", udp_inside }, { "terminal", terminals },
	{ "flock", whole_locks }, { "record-lock", record_locks }, { "description-lock", description_locks }, { "inotify", watches },
	{ "shared-anonymous", shared_anonymous }, { "shared-named", shared_named }, { "shared-file", shared_file }, { "shared-memfd", shared_memfd },
	{ "sysv-memory", sysv_memory }, { "sysv-semaphore", sysv_semaphores }, { "sysv-message", sysv_messages },
	{ "posix-timer", posix_timers }, { "interval-timer", interval_timers }, { "epoll-eventfd", epolls }, { "timerfd", timer_descriptors }, { "signalfd", signal_descriptors },
	{ "deleted-file", deleted_files }, { "open-file", open_files }, { "thread", threads }, { "process", processes },
};

int main(int count, char **wanted)
{
	mkdir("/work", 0755);
	signal(SIGCHLD, SIG_DFL);
	setlinebuf(stdout);
	for (int round = 0;; round++) {
		for (unsigned kind = 0; kind < sizeof kinds / sizeof *kinds; kind++) {
			int is = count < 2;
			for (int i = 1; i < count; i++)
				is |= strcmp(wanted[i], kinds[kind].name) == 0;
			const char *why = is ? kinds[kind].look(round == 0) : NULL;
			if (is)
				printf("%s %s%s\n", kinds[kind].name, why ? "bad: " : "ok", why ? why : "");
		}
		printf("round %d\n", round);
		usleep(50000);
	}
}
