/* SPDX-License-Identifier: MIT */
#include "sim/objects/rwlock.h"

#include "sim/posix/attribute.h"
#include "sim/posix/deadline.h"
#include "sim/posix/posix.h"

#include <errno.h>
#include <pthread.h>
#include <stddef.h>

/*
 * glibc prefers readers unless the lock asks for PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP;
 * other systems differ, so what is not asked for is the machine's option.
 */
static enum rwlock_preference preference_of(int kind)
{
    if (kind == PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP)
        return RWLOCK_PREFER_WRITERS;
    return call_machine()->options.rwlock_preference;
}

/* A static initialiser is all zeroes but for the kind. */
static enum life classify(const void *memory, uint64_t *attributes)
{
    const pthread_rwlock_t *lock = memory;
    pthread_rwlock_t copy = *lock;
    unsigned kind = (unsigned)copy.__data.__flags;
    copy.__data.__flags = 0;
    if (kind > PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP ||
        !attach_is_zeroed(&copy, sizeof copy))
        return LIFE_RAW;
    *attributes = preference_of((int)kind);
    return LIFE_READY;
}

static const struct attachment rwlocks = {
    .ops = &rwlock_ops,
    .bytes = sizeof(pthread_rwlock_t),
    .tag_offset = offsetof(pthread_rwlock_t, __data.__pad2),
    .classify = classify,
};

static int perform(pthread_rwlock_t *lock, uint16_t verb, const char *function, uint64_t pc)
{
    return (int)call_object(attach(&rwlocks, lock, function, pc), NULL, verb, 0, 0, pc);
}

/* verb: RWLOCK_READ or RWLOCK_WRITE. */
static int enter(struct object *object, uint16_t verb, uint8_t flags, uint64_t pc)
{
    uint16_t announce = verb == RWLOCK_READ ? RWLOCK_ANNOUNCE_READ : RWLOCK_ANNOUNCE_WRITE;
    if (rwlock_prefers(object_state(object)))
        call_object(object, NULL, announce, 0, 0, pc);
    return (int)call_object(object, NULL, verb, 0, flags, pc);
}

static int timed_enter(pthread_rwlock_t *lock, uint16_t verb, clockid_t clock,
                       const struct timespec *deadline, const char *function, uint64_t pc)
{
    struct object *object = attach(&rwlocks, lock, function, pc);
    if (!deadline_clock_is_valid(clock) || !deadline_is_valid(deadline, function, pc))
        return EINVAL;
    int result = enter(object, verb, OP_TIMED, pc);
    if (result == ETIMEDOUT)
        deadline_pass(clock, deadline);
    return result;
}

static int hd_pthread_rwlock_init(pthread_rwlock_t *lock, const pthread_rwlockattr_t *attributes)
{
    uint64_t pc = CALL_PC();
    int kind = attributes ? (int)attribute_word(attributes, CALL_NAME, pc) : 0;
    struct object *object = attach_to_initialise(&rwlocks, lock, CALL_NAME, pc);
    return (int)call_object(object, NULL, RWLOCK_INIT, preference_of(kind), 0, pc);
}

static int hd_pthread_rwlock_destroy(pthread_rwlock_t *lock)
{
    uint64_t pc = CALL_PC();
    struct object *object = attach(&rwlocks, lock, CALL_NAME, pc);
    int result = (int)call_object(object, NULL, RWLOCK_DESTROY, 0, 0, pc);
    if (result == 0)
        attach_end(&rwlocks, object);
    return result;
}

static int hd_pthread_rwlock_rdlock(pthread_rwlock_t *lock)
{
    uint64_t pc = CALL_PC();
    return enter(attach(&rwlocks, lock, CALL_NAME, pc), RWLOCK_READ, 0, pc);
}

static int hd_pthread_rwlock_wrlock(pthread_rwlock_t *lock)
{
    uint64_t pc = CALL_PC();
    return enter(attach(&rwlocks, lock, CALL_NAME, pc), RWLOCK_WRITE, 0, pc);
}

static int hd_pthread_rwlock_tryrdlock(pthread_rwlock_t *lock)
{
    return perform(lock, RWLOCK_TRY_READ, CALL_NAME, CALL_PC());
}

static int hd_pthread_rwlock_trywrlock(pthread_rwlock_t *lock)
{
    return perform(lock, RWLOCK_TRY_WRITE, CALL_NAME, CALL_PC());
}

static int hd_pthread_rwlock_unlock(pthread_rwlock_t *lock)
{
    return perform(lock, RWLOCK_UNLOCK, CALL_NAME, CALL_PC());
}

static int hd_pthread_rwlock_timedrdlock(pthread_rwlock_t *lock, const struct timespec *deadline)
{
    return timed_enter(lock, RWLOCK_READ, CLOCK_REALTIME, deadline, CALL_NAME, CALL_PC());
}

static int hd_pthread_rwlock_timedwrlock(pthread_rwlock_t *lock, const struct timespec *deadline)
{
    return timed_enter(lock, RWLOCK_WRITE, CLOCK_REALTIME, deadline, CALL_NAME, CALL_PC());
}

static int hd_pthread_rwlock_clockrdlock(pthread_rwlock_t *lock, clockid_t clock,
                                         const struct timespec *deadline)
{
    return timed_enter(lock, RWLOCK_READ, clock, deadline, CALL_NAME, CALL_PC());
}

static int hd_pthread_rwlock_clockwrlock(pthread_rwlock_t *lock, clockid_t clock,
                                         const struct timespec *deadline)
{
    return timed_enter(lock, RWLOCK_WRITE, clock, deadline, CALL_NAME, CALL_PC());
}

/* pthread_rwlockattr_t: the kind, then whether it is shared (glibc, struct pthread_rwlockattr). */
static const struct attribute whole_word = {0, 31};

static void *shared_word(const pthread_rwlockattr_t *attributes, const char *function, uint64_t pc)
{
    attach_check_pointer(attributes, function, pc);
    return (uint32_t *)(uintptr_t)attributes + 1;
}

static int hd_pthread_rwlockattr_init(pthread_rwlockattr_t *attributes)
{
    uint64_t pc = CALL_PC();
    attribute_set_word(attributes, 0, CALL_NAME, pc);
    attribute_set_word(shared_word(attributes, CALL_NAME, pc), 0, CALL_NAME, pc);
    return 0;
}

static int hd_pthread_rwlockattr_destroy(pthread_rwlockattr_t *attributes)
{
    attribute_set_word(attributes, UINT32_MAX, CALL_NAME, CALL_PC());
    return 0;
}

static int hd_pthread_rwlockattr_getkind_np(const pthread_rwlockattr_t *attributes, int *kind)
{
    return attribute_get(attributes, whole_word, kind, CALL_NAME, CALL_PC());
}

static int hd_pthread_rwlockattr_setkind_np(pthread_rwlockattr_t *attributes, int kind)
{
    uint64_t pc = CALL_PC();
    if (kind < PTHREAD_RWLOCK_PREFER_READER_NP ||
        kind > PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP)
        return EINVAL;
    return attribute_set(attributes, whole_word, (uint32_t)kind, CALL_NAME, pc);
}

static int hd_pthread_rwlockattr_getpshared(const pthread_rwlockattr_t *attributes, int *shared)
{
    uint64_t pc = CALL_PC();
    return attribute_get(shared_word(attributes, CALL_NAME, pc), whole_word, shared, CALL_NAME, pc);
}

static int hd_pthread_rwlockattr_setpshared(pthread_rwlockattr_t *attributes, int shared)
{
    uint64_t pc = CALL_PC();
    if (shared != PTHREAD_PROCESS_SHARED && shared != PTHREAD_PROCESS_PRIVATE)
        return EINVAL;
    return attribute_set(shared_word(attributes, CALL_NAME, pc), whole_word, (uint32_t)shared,
                         CALL_NAME, pc);
}

#define TIMED "a timeout may happen at any moment (--timeouts)"

const struct surface_entry surface_rwlocks[] = {
    SURFACE(pthread_rwlock_init, "pthread.h", NULL),
    SURFACE(pthread_rwlock_destroy, "pthread.h", NULL),
    SURFACE(pthread_rwlock_rdlock, "pthread.h", "who goes first is an option (--rwlock)"),
    SURFACE(pthread_rwlock_wrlock, "pthread.h", "who goes first is an option (--rwlock)"),
    SURFACE(pthread_rwlock_tryrdlock, "pthread.h", NULL),
    SURFACE(pthread_rwlock_trywrlock, "pthread.h", NULL),
    SURFACE(pthread_rwlock_timedrdlock, "pthread.h", TIMED),
    SURFACE(pthread_rwlock_timedwrlock, "pthread.h", TIMED),
    SURFACE(pthread_rwlock_clockrdlock, "pthread.h", TIMED),
    SURFACE(pthread_rwlock_clockwrlock, "pthread.h", TIMED),
    SURFACE(pthread_rwlock_unlock, "pthread.h", NULL),
    SURFACE(pthread_rwlockattr_init, "pthread.h", NULL),
    SURFACE(pthread_rwlockattr_destroy, "pthread.h", NULL),
    SURFACE(pthread_rwlockattr_getkind_np, "pthread.h", NULL),
    SURFACE(pthread_rwlockattr_setkind_np, "pthread.h", NULL),
    SURFACE(pthread_rwlockattr_getpshared, "pthread.h", NULL),
    SURFACE(pthread_rwlockattr_setpshared, "pthread.h", "stored; there is one process"),
};
SURFACE_PART_COUNT(rwlocks);
