/* SPDX-License-Identifier: MIT */
/* Semaphores of the program: unnamed ones in its memory, named ones behind handles. */
#ifndef SIM_POSIX_SEMAPHORE_H
#define SIM_POSIX_SEMAPHORE_H

#include "sim/call.h"

#include <semaphore.h>

/*
 * What sem_open returns: addresses that nothing is mapped at, so that using one as memory is
 * noticed. The same name has the same handle as long as it is open, as in glibc.
 */
#define NAMED_SEMAPHORE_BASE UINT64_C(0x5ed20000)
enum { NAMED_SEMAPHORES_MAX = 1024, NAMED_SEMAPHORE_STRIDE = 64 };

static inline bool semaphore_is_handle(const void *semaphore)
{
    return (uintptr_t)semaphore - NAMED_SEMAPHORE_BASE <
           (uintptr_t)NAMED_SEMAPHORES_MAX * NAMED_SEMAPHORE_STRIDE;
}

/** The object behind a handle; reports one that is not open.  named_semaphore.c */
struct object *semaphore_of_handle(const void *semaphore, const char *function, uint64_t pc);

/* The functions of named_semaphore.c, for the surface. */
sem_t *hd_sem_open(const char *name, int flags, ...);
int hd_sem_close(sem_t *semaphore);
int hd_sem_unlink(const char *name);

#endif
