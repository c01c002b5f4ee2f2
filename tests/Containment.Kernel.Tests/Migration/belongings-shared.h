// Kinds of belongings.c that several processes have together.

// Two processes see each other's writes: a child answers what it is asked.
static const char *shared(volatile uint32_t *memory, int first)
{
	if (first) {
		memory[0] = memory[1] = 0;
		if (fork() == 0)
			for (;;) {
				memory[1] = memory[0];
				usleep(500);
			}
	}
	uint32_t asked = ++memory[0];
	for (int wait = 0; memory[1] != asked; wait++) {
		MUST(wait < 20000);
		usleep(500);
	}
	return NULL;
}

static void *anonymous, *named, *in_file, *of_memfd, *of_segment;
static const char *shared_anonymous(int first)
{
	if (first)
		MUST((anonymous = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) != MAP_FAILED);
	return shared(anonymous, first);
}

static void *map(int fd)
{
	return ftruncate(fd, 4096) == 0 ? mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : MAP_FAILED;
}

static const char *shared_named(int first)
{
	if (first)
		MUST((named = map(shm_open("/shared", O_RDWR | O_CREAT, 0600))) != MAP_FAILED);
	return shared(named, first);
}

static const char *shared_file(int first)
{
	if (first)
		MUST((in_file = map(open("/work/mapped", O_RDWR | O_CREAT, 0600))) != MAP_FAILED);
	return shared(in_file, first);
}

static const char *shared_memfd(int first)
{
	if (first)
		MUST((of_memfd = map(memfd_create("shared", 0))) != MAP_FAILED);
	return shared(of_memfd, first);
}

static int segment;
static const char *sysv_memory(int first)
{
	if (first) {
		MUST((segment = shmget(77, 4096, IPC_CREAT | 0600)) >= 0);
		MUST((of_segment = shmat(segment, NULL, 0)) != (void *)-1);
	}
	MUST(shmget(77, 4096, 0) == segment);
	return shared(of_segment, first);
}

static int semaphores;
static const char *sysv_semaphores(int first)
{
	if (first) {
		MUST((semaphores = semget(78, 2, IPC_CREAT | 0600)) >= 0);
		MUST(semctl(semaphores, 1, SETVAL, 5) == 0);
	}
	MUST(semget(78, 2, 0) == semaphores && semctl(semaphores, 1, GETVAL) == 5);
	return NULL;
}

static int messages;
static const char *sysv_messages(int first)
{
	struct { long type; char text[8]; } message = { 3, "waiting" };
	if (first) {
		MUST((messages = msgget(79, IPC_CREAT | 0600)) >= 0);
		MUST(msgsnd(messages, &message, 8, 0) == 0);
	}
	memset(&message, 0, sizeof message);
	MUST(msgrcv(messages, &message, 8, 3, IPC_NOWAIT) == 8 && strcmp(message.text, "waiting") == 0);
	message.type = 3;
	MUST(msgsnd(messages, &message, 8, 0) == 0);
	return NULL;
}
