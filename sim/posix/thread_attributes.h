/* SPDX-License-Identifier: MIT */
/* What heddle keeps in a program's pthread_attr_t. */
#ifndef SIM_POSIX_THREAD_ATTRIBUTES_H
#define SIM_POSIX_THREAD_ATTRIBUTES_H

#include "sim/posix/attach.h"

#include <pthread.h>

/*
 * THREAD_ATTRIBUTES_MARK tells an initialised one; zeroes are accepted with a warning, as glibc
 * does.
 */
enum { THREAD_ATTRIBUTES_MARK = 0x5ed0a77e };

struct thread_attributes {
    uint32_t mark;
    int detach_state, scope, inherit, policy, priority;
    uint64_t stack_bytes; /* 0 = default */
    uint64_t guard_bytes;
    uint64_t stack_addr;  /* lowest address, as set by the program; not used */
};
_Static_assert(sizeof(struct thread_attributes) <= sizeof(pthread_attr_t), "fits");

/** Reads the program's attributes; reports ones that were never initialised. */
struct thread_attributes thread_attributes_read(const pthread_attr_t *attributes,
                                                const char *function, uint64_t pc);
void thread_attributes_write(pthread_attr_t *attributes, const struct thread_attributes *value,
                             const char *function, uint64_t pc);
struct thread_attributes thread_attributes_default(void);

/** Is this a policy and a priority that belongs to it? */
bool thread_priority_is_valid(int policy, int priority);

#endif
