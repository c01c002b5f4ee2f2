#include "kernel.h"

#if defined(__x86_64__)
__asm__(
	".globl _start\n_start:\n xor %ebp, %ebp\n mov %rsp, %rdi\n and $-16, %rsp\n call start\n ud2\n"
	".globl clone_calling\nclone_calling:\n mov $435, %eax\n mov %rdx, %r8\n syscall\n test %rax, %rax\n jnz 1f\n"
	" xor %ebp, %ebp\n call *%r8\n ud2\n1: ret\n");
#else
__asm__(
	".globl _start\n_start:\n mov x29, xzr\n mov x0, sp\n bl start\n brk #0\n"
	".globl clone_calling\nclone_calling:\n mov x8, #435\n mov x9, x2\n svc #0\n cbnz x0, 1f\n"
	" mov x29, xzr\n blr x9\n brk #0\n1: ret\n");
#endif

// The compiler may call these for assignments of structures.
void *memcpy(void *to, const void *from, unsigned long size);
void *memset(void *to, int value, unsigned long size);

void *memcpy(void *to, const void *from, unsigned long size)
{
	volatile u8 *t = to;
	const u8 *f = from;
	while (size--)
		*t++ = *f++;
	return to;
}

void *memset(void *to, int value, unsigned long size)
{
	for (volatile u8 *p = to; size--; p++)
		*p = (u8)value;
	return to;
}
