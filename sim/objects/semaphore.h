/* SPDX-License-Identifier: MIT */
/*
 * A counting semaphore, unnamed or named.
 *
 * Results are 0 or an errno (EAGAIN, ETIMEDOUT, EOVERFLOW); SEMAPHORE_VALUE returns the value.
 * Which of several waiting tasks gets a unit is the choice of which task makes the next step (a
 * weak semaphore).
 *
 * A semaphore in zeroed memory that sem_init never saw works in glibc as one of value 0.  The first
 * operation on it reports that, not as fatal, and returns SEMAPHORE_RETRY: the wrapper posts it
 * again (SEMAPHORE_VALUE returns 0 at once).
 *
 * SEMAPHORE_INIT    arg: the value
 * object_create:    arguments[1] = the value, for LIFE_READY
 */
#ifndef SIM_OBJECTS_SEMAPHORE_H
#define SIM_OBJECTS_SEMAPHORE_H

#include "sim/object.h"

enum semaphore_verb {
    SEMAPHORE_INIT,
    SEMAPHORE_WAIT,
    SEMAPHORE_TRYWAIT,
    SEMAPHORE_POST,
    SEMAPHORE_VALUE,
    SEMAPHORE_DESTROY,
    SEMAPHORE_VERBS
};

enum { SEMAPHORE_RETRY = 1000 }; /* no errno */

extern const struct object_ops semaphore_ops;

uint32_t semaphore_value(const void *state);

#endif
