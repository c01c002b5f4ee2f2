#include "plan.h"
#include <linux/netlink.h>

s64 netlink(s64 socket, const void *message, u64 size)
{
	u8 buffer[4096] __attribute__((aligned(8)));
	s64 r = CALL6(__NR_sendto, socket, message, size, 0, 0, 0);
	if (r < 0)
		return r;
	do
		r = CALL6(__NR_recvfrom, socket, buffer, sizeof buffer, 0, 0, 0);
	while (r == -EINTR_);
	if (r < 0)
		return r;
	struct nlmsghdr *header = (struct nlmsghdr *)buffer;
	if (r < (s64)(sizeof *header + sizeof(s32)) || header->nlmsg_type != NLMSG_ERROR)
		return -EPROTO_;
	return *(s32 *)(header + 1);
}
