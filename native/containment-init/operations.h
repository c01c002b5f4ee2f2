// Steps that are more than one system call, or one that is tried again.
#ifndef OPERATIONS_H
#define OPERATIONS_H

#include "kernel.h"

s64 patch(u64 value, u8 *to, u64 width);
s64 write_file(s64 directory, s64 path, s64 data, s64 size);
s64 make_pipe(u8 read, u8 write);
s64 expect(s64 descriptor, s64 type, s64 wanted);
s64 breakpoint(void);
s64 call(u32 number, const s64 *a);

#endif
