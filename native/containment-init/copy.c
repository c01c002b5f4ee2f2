// Copies what is in a directory: for a new file system that is to begin with what it hides.
#include "plan.h"
#include <linux/stat.h>

#define DIRECTORY (OPEN_DIRECTORY | 02000000)
#define NOT_FOLLOWED (OPEN_NOFOLLOW | 02000000)
#define HERE 0x1000  // AT_EMPTY_PATH
#define LINK 0x100   // AT_SYMLINK_NOFOLLOW
#define DEEPEST 48
#define BLOCK 8192

#if defined(__x86_64__)
#define OPEN_DIRECTORY 0200000
#define OPEN_NOFOLLOW 0400000
#else
#define OPEN_DIRECTORY 040000
#define OPEN_NOFOLLOW 0100000
#endif

struct entry {
	u64 inode, next;
	u16 size;
	u8 kind;
	char name[];
};

static s64 copy_directory(s64 from, s64 to, u32 depth);

// Owner first: a change of it takes setuid away. Ids that have no name here stay ours.
static s64 take_on(s64 to, const char *name, const struct statx *s)
{
	CALL5(__NR_fchownat, to, name, s->stx_uid, s->stx_gid, LINK);
	s64 times[4] = { s->stx_atime.tv_sec, s->stx_atime.tv_nsec, s->stx_mtime.tv_sec, s->stx_mtime.tv_nsec };
	s64 r = (s->stx_mode & S_IFMT) == S_IFLNK ? 0 : CALL3(__NR_fchmodat, to, name, s->stx_mode & 07777);
	return r < 0 ? r : CALL4(__NR_utimensat, to, name, times, LINK);
}

static s64 copy_file(s64 from, s64 to, const char *name)
{
	// Not waiting: it may have become a pipe by now.
	s64 f = CALL4(__NR_openat, from, name, NOT_FOLLOWED | 04000, 0);
	if (f < 0)
		return f;
	s64 t = CALL4(__NR_openat, to, name, NOT_FOLLOWED | 0301, 0600), r = t;
	while (t >= 0 && (r = CALL4(__NR_sendfile, t, f, 0, 1 << 30)) > 0)
		;
	CALL1(__NR_close, f);
	if (t >= 0)
		CALL1(__NR_close, t);
	return r;
}

static s64 copy_below(s64 from, s64 to, const char *name, u32 depth)
{
	s64 r = CALL3(__NR_mkdirat, to, name, 0700);
	if (r < 0)
		return r;
	s64 f = CALL4(__NR_openat, from, name, DIRECTORY | NOT_FOLLOWED, 0), t = CALL4(__NR_openat, to, name, DIRECTORY | NOT_FOLLOWED, 0);
	r = f < 0 ? f : t < 0 ? t : copy_directory(f, t, depth + 1);
	if (f >= 0)
		CALL1(__NR_close, f);
	if (t >= 0)
		CALL1(__NR_close, t);
	return r;
}

static s64 copy_entry(s64 from, s64 to, const char *name, char *scratch, u32 depth)
{
	struct statx s;
	s64 r = CALL5(__NR_statx, from, name, LINK, STATX_BASIC_STATS, &s);
	if (r < 0)
		return r;
	switch (s.stx_mode & S_IFMT) {
	case S_IFDIR:
		r = copy_below(from, to, name, depth);
		break;
	case S_IFREG:
		r = copy_file(from, to, name);
		break;
	case S_IFLNK:
		r = CALL4(__NR_readlinkat, from, name, scratch, BLOCK / 2 - 1);
		if (r >= 0) {
			scratch[r] = 0;
			r = CALL3(__NR_symlinkat, scratch, to, name);
		}
		break;
	default:
		r = CALL4(__NR_mknodat, to, name, s.stx_mode, (s.stx_rdev_minor & 0xff) | s.stx_rdev_major << 8 | (s.stx_rdev_minor & ~0xffu) << 12);
	}
	return r < 0 ? r : take_on(to, name, &s);
}

static s64 copy_directory(s64 from, s64 to, u32 depth)
{
	s64 block = CALL6(__NR_mmap, 0, BLOCK, 3, 0x22, -1, 0), r = depth > DEEPEST ? -ELOOP_ : block;
	while (r >= 0 && (r = CALL3(__NR_getdents64, from, block, BLOCK / 2)) > 0)
		for (struct entry *e = (struct entry *)block; r >= 0 && (s64)e < block + r; e = (struct entry *)((char *)e + e->size)) {
			s64 done = e->name[0] == '.' && (!e->name[1] || (e->name[1] == '.' && !e->name[2])) ? 0 : copy_entry(from, to, e->name, (char *)block + BLOCK / 2, depth);
			r = done < 0 ? done : r;
		}
	if (block >= 0)
		CALL2(__NR_munmap, block, BLOCK);
	return r;
}

// Not deep: only the directory's own mode.
s64 copy(s64 from, s64 to, s64 deep)
{
	struct statx s;
	s64 r = CALL5(__NR_statx, from, "", HERE, STATX_BASIC_STATS, &s);
	if (r < 0 || !deep)
		return r < 0 ? r : CALL3(__NR_fchmodat, to, ".", s.stx_mode & 07777);
	s64 f = CALL4(__NR_openat, from, ".", DIRECTORY, 0), t = CALL4(__NR_openat, to, ".", DIRECTORY, 0);
	r = f < 0 ? f : t < 0 ? t : copy_directory(f, t, 0);
	if (f >= 0)
		CALL1(__NR_close, f);
	if (t >= 0)
		CALL1(__NR_close, t);
	return r < 0 ? r : take_on(to, ".", &s);
}
