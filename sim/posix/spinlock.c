/* SPDX-License-Identifier: MIT */
#include "sim/objects/spinlock.h"

#include "sim/posix/attach.h"
#include "sim/posix/posix.h"

#include <pthread.h>

/* There is no static initialiser, but zeroes happen to be what pthread_spin_init writes. */
static enum life classify(const void *memory, uint64_t *attributes)
{
    (void)attributes;
    return attach_is_zeroed(memory, sizeof(pthread_spinlock_t)) ? LIFE_ZEROED : LIFE_RAW;
}

/* The tag takes all of it. */
static const struct attachment spinlocks = {
    .ops = &spinlock_ops,
    .bytes = sizeof(pthread_spinlock_t),
    .tag_offset = 0,
    .classify = classify,
};

/* Performs the verb, twice if the first time only said that nobody had initialised the lock. */
static int perform(struct object *object, uint16_t verb, uint64_t pc)
{
    uint64_t result = call_object(object, NULL, verb, 0, 0, pc);
    if (result == SPINLOCK_RETRY)
        result = call_object(object, NULL, verb, 0, 0, pc);
    return (int)result;
}

static struct object *spinlock_at(pthread_spinlock_t *lock, const char *function, uint64_t pc)
{
    return attach(&spinlocks, (void *)(uintptr_t)lock, function, pc);
}

static int hd_pthread_spin_init(pthread_spinlock_t *lock, int shared)
{
    uint64_t pc = CALL_PC();
    (void)shared;
    struct object *object =
        attach_to_initialise(&spinlocks, (void *)(uintptr_t)lock, CALL_NAME, pc);
    return (int)call_object(object, NULL, SPINLOCK_INIT, 0, 0, pc);
}

static int hd_pthread_spin_destroy(pthread_spinlock_t *lock)
{
    uint64_t pc = CALL_PC();
    struct object *object = spinlock_at(lock, CALL_NAME, pc);
    int result = perform(object, SPINLOCK_DESTROY, pc);
    if (result == 0)
        attach_end(&spinlocks, object);
    return result;
}

static int hd_pthread_spin_lock(pthread_spinlock_t *lock)
{
    uint64_t pc = CALL_PC();
    return perform(spinlock_at(lock, CALL_NAME, pc), SPINLOCK_LOCK, pc);
}

static int hd_pthread_spin_trylock(pthread_spinlock_t *lock)
{
    uint64_t pc = CALL_PC();
    return perform(spinlock_at(lock, CALL_NAME, pc), SPINLOCK_TRYLOCK, pc);
}

static int hd_pthread_spin_unlock(pthread_spinlock_t *lock)
{
    uint64_t pc = CALL_PC();
    return perform(spinlock_at(lock, CALL_NAME, pc), SPINLOCK_UNLOCK, pc);
}

const struct surface_entry surface_spinlocks[] = {
    SURFACE(pthread_spin_init, "pthread.h", NULL),
    SURFACE(pthread_spin_destroy, "pthread.h", NULL),
    SURFACE(pthread_spin_lock, "pthread.h", "waits instead of spinning"),
    SURFACE(pthread_spin_trylock, "pthread.h", NULL),
    SURFACE(pthread_spin_unlock, "pthread.h", NULL),
};
SURFACE_PART_COUNT(spinlocks);
