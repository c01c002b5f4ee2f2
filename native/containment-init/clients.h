// Those who are connected to the keeper. None of them can make it wait.
#ifndef CLIENTS_H
#define CLIENTS_H

#include "kernel.h"
#include "protocol.h"
#include <linux/poll.h>

#define CLIENTS 64

void *memcpy(void *to, const void *from, unsigned long size);
#define memory_copy memcpy

// Asked of the clients.
void add_client(s32 descriptor, int subscribed);
void accept_client(s32 listener);
void watch_clients(struct pollfd *p, int output_held);
void serve_clients(const struct pollfd *p);
void wake_clients(void);
int clients_left(void);
void tell_all(const struct answer *answer, int lossless);
int tell_output(int stream, const void *data, u32 size, u64 log_size, int lossless); // 0: hold it
void wait_for_reader(void);

// Asked of the keeper.
extern s32 streams[3];
s32 kept_pid(void);
int input_waits(void);
void give_input(const u8 *data, u32 size);
void close_input(void);
s32 adopt(s32 pid, s32 terminal); // takes the terminal
void remove_socket(void);
__attribute__((noreturn)) void end_keeping(void);

#endif
