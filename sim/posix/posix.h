/* SPDX-License-Identifier: MIT */
/*
 * The parts of the surface (surface.h): one array per file of sim/posix/, plus the compiler's hooks.
 *
 *     const struct surface_entry surface_mutexes[] = {
 *         SURFACE(pthread_mutex_lock, "pthread.h", NULL),
 *         ...
 *     };
 *     SURFACE_PART_COUNT(mutexes);
 *
 * surface.c lists the parts in documentation order.
 */
#ifndef SIM_POSIX_POSIX_H
#define SIM_POSIX_POSIX_H

#include "sim/surface.h"

#include <stddef.h>

/* Declares a part. */
#define SURFACE_PART(name)                                                                         \
    extern const struct surface_entry surface_##name[];                                            \
    extern const size_t surface_##name##_count

/* Follows the definition of a part's array, in the same file. */
#define SURFACE_PART_COUNT(name)                                                                   \
    const size_t surface_##name##_count = sizeof surface_##name / sizeof surface_##name[0]

/* Threads and what they synchronise with. */
SURFACE_PART(threads);
SURFACE_PART(thread_attributes);
SURFACE_PART(thread_properties);
SURFACE_PART(cancellation);
SURFACE_PART(mutexes);
SURFACE_PART(mutex_attributes);
SURFACE_PART(conditions);
SURFACE_PART(semaphores);
SURFACE_PART(rwlocks);
SURFACE_PART(barriers);
SURFACE_PART(spinlocks);
SURFACE_PART(once);
SURFACE_PART(keys);
SURFACE_PART(c11_threads);
SURFACE_PART(regions); /* heddle.h */
SURFACE_PART(verifier); /* docs/sv-comp.md */

/* The C library. */
SURFACE_PART(output);
SURFACE_PART(input);
SURFACE_PART(streams);
SURFACE_PART(files);
SURFACE_PART(unmodelled_files);
SURFACE_PART(library);
SURFACE_PART(allocation);
SURFACE_PART(exits);
SURFACE_PART(numbers);
SURFACE_PART(sorting);
SURFACE_PART(random);
SURFACE_PART(environment);
SURFACE_PART(strings);
SURFACE_PART(memory_routines);
SURFACE_PART(tokens);
SURFACE_PART(ctype);
SURFACE_PART(times);
SURFACE_PART(calendar);
SURFACE_PART(unistd);
SURFACE_PART(scheduling);
SURFACE_PART(signals);
SURFACE_PART(getopt);
SURFACE_PART(setjmp);
SURFACE_PART(math);

/* What the compiler inserts: sim/hooks.c, sim/hooks_atomic.c, and thread-local storage. */
SURFACE_PART(hooks);
SURFACE_PART(hooks_atomic);
SURFACE_PART(hooks_calls); /* sim/hooks_calls.c */
SURFACE_PART(tls);

#endif
