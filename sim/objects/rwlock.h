/* SPDX-License-Identifier: MIT */
/*
 * A read-write lock.
 *
 * With RWLOCK_PREFER_ANY a task may enter whenever it is compatible with those inside: a superset
 * of what the preferring locks let in.  With RWLOCK_PREFER_WRITERS a reader does not enter while a
 * writer waits, with RWLOCK_PREFER_READERS a writer does not enter while a reader waits.  Who waits
 * is part of the state: under a preference the wrapper first performs RWLOCK_ANNOUNCE_READ or
 * RWLOCK_ANNOUNCE_WRITE.
 *
 * Results as in glibc: EDEADLK when the writer locks again, EBUSY, ETIMEDOUT, EAGAIN beyond
 * RWLOCK_READS_MAX read locks of one task.  A reader that wants to write waits for itself.
 *
 * RWLOCK_INIT     arg: enum rwlock_preference
 * RWLOCK_ENDED    performed by a task that ends while it is inside
 * object_create:  arguments[1] = enum rwlock_preference
 */
#ifndef SIM_OBJECTS_RWLOCK_H
#define SIM_OBJECTS_RWLOCK_H

#include "sim/object.h"

enum rwlock_verb {
    RWLOCK_INIT,
    RWLOCK_ANNOUNCE_READ,
    RWLOCK_ANNOUNCE_WRITE,
    RWLOCK_READ,
    RWLOCK_WRITE,
    RWLOCK_TRY_READ,
    RWLOCK_TRY_WRITE,
    RWLOCK_UNLOCK,
    RWLOCK_DESTROY,
    RWLOCK_ENDED,
    RWLOCK_VERBS
};

enum { RWLOCK_READS_MAX = 255 };

extern const struct object_ops rwlock_ops;

/** Does the wrapper have to announce that it will wait? */
bool rwlock_prefers(const void *state);

#endif
