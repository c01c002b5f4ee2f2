#include "operations.h"
#include "plan.h"

s64 patch(u64 value, u8 *to, u64 width)
{
	if (width == 10 || width == 11) {
		for (u64 i = 10; i-- > 0; value /= 10)
			to[i] = value || i == 9 ? (u8)('0' + value % 10) : width == 10 ? '/' : ' ';
		return 0;
	}
	for (u64 i = 0; i < width; i++, value >>= 8)
		to[i] = (u8)value;
	return 0;
}

s64 write_file(s64 directory, s64 path, s64 data, s64 size)
{
	s64 f = CALL4(__NR_openat, directory, path, 02000001, 0);
	if (f < 0)
		return f;
	s64 r = CALL3(__NR_write, f, data, size);
	CALL1(__NR_close, f);
	return r < 0 ? r : 0;
}

s64 make_pipe(u8 read, u8 write)
{
	s32 ends[2];
	s64 r = CALL2(__NR_pipe2, ends, 02000000);
	if (r < 0)
		return r;
	slots[read] = ends[0];
	slots[write] = ends[1];
	return 0;
}

s64 expect(s64 descriptor, s64 type, s64 wanted)
{
	s64 status[32];
	s64 r = CALL2(__NR_fstatfs, descriptor, status);
	if (r < 0)
		return r;
	return (status[0] == type) == (wanted != 0) ? 0 : -EXDEV_;
}

// A path with ".." is looked for again when anything was renamed or mounted meanwhile, on the whole machine (openat2(2)).
s64 call(u32 number, const s64 *a)
{
	s64 r;
	int tries = 1000;
	do
		r = CALL6(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	while (number == __NR_openat2 && r == -EAGAIN_ && --tries);
	return r;
}
