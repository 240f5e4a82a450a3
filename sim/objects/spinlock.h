/* SPDX-License-Identifier: MIT */
/*
 * A spinlock.  A task that cannot get it waits; spinning is not modelled.  Locking one that the
 * task itself holds waits for ever.
 *
 * Zeroed memory that pthread_spin_init never saw works in glibc: the first operation reports it,
 * not as fatal, and returns SPINLOCK_RETRY: the wrapper posts it again.
 */
#ifndef SIM_OBJECTS_SPINLOCK_H
#define SIM_OBJECTS_SPINLOCK_H

#include "sim/object.h"

enum spinlock_verb {
    SPINLOCK_INIT,
    SPINLOCK_LOCK,
    SPINLOCK_TRYLOCK,
    SPINLOCK_UNLOCK,
    SPINLOCK_DESTROY,
    SPINLOCK_ENDED, /* performed by a task that ends while it holds the lock */
    SPINLOCK_VERBS
};

enum { SPINLOCK_RETRY = 1000 }; /* no errno */

extern const struct object_ops spinlock_ops;

#endif
