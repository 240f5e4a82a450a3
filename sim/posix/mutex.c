/* SPDX-License-Identifier: MIT */
#include "sim/posix/mutex.h"

#include "sim/objects/mutex.h"
#include "sim/posix/attribute.h"
#include "sim/posix/deadline.h"
#include "sim/posix/mutex_attributes.h"
#include "sim/posix/posix.h"

#include <errno.h>
#include <stddef.h>

/* A static initialiser is all zeroes but for the kind. */
static enum life classify(const void *memory, uint64_t *attributes)
{
    const pthread_mutex_t *m = memory;
    pthread_mutex_t copy = *m;
    copy.__data.__kind = 0;
    if (m->__data.__kind < 0 || m->__data.__kind > MUTEX_KIND_MASK ||
        !attach_is_zeroed(&copy, sizeof copy))
        return LIFE_RAW;
    *attributes = (uint64_t)m->__data.__kind;
    return LIFE_READY;
}

static const struct attachment mutexes = {
    .ops = &mutex_ops,
    .bytes = sizeof(pthread_mutex_t),
    .tag_offset = offsetof(pthread_mutex_t, __data.__list),
    .mirror_bytes = offsetof(pthread_mutex_t, __data.__kind) + sizeof(int),
    .classify = classify,
};

struct object *mutex_at(void *memory, const char *function, uint64_t pc)
{
    return attach(&mutexes, memory, function, pc);
}

int mutex_do(void *memory, uint16_t verb, const char *function, uint64_t pc)
{
    return (int)call_object(mutex_at(memory, function, pc), NULL, verb, 0, 0, pc);
}

int mutex_do_init(void *memory, uint64_t attributes, const char *function, uint64_t pc)
{
    struct object *object = attach_to_initialise(&mutexes, memory, function, pc);
    return (int)call_object(object, NULL, MUTEX_INIT, attributes, 0, pc);
}

int mutex_do_destroy(void *memory, const char *function, uint64_t pc)
{
    struct object *object = mutex_at(memory, function, pc);
    int result = (int)call_object(object, NULL, MUTEX_DESTROY, 0, 0, pc);
    if (result == 0)
        attach_end(&mutexes, object);
    return result;
}

/* An invalid deadline matters only if the mutex is not free (POSIX; glibc too). */
int mutex_do_timedlock(void *memory, clockid_t clock, const struct timespec *deadline,
                       const char *function, uint64_t pc)
{
    struct object *object = mutex_at(memory, function, pc);
    if (!deadline_is_valid(deadline, function, pc)) {
        int result = (int)call_object(object, NULL, MUTEX_TRYLOCK, 0, 0, pc);
        return result == EBUSY ? EINVAL : result;
    }
    int result = (int)call_object(object, NULL, MUTEX_LOCK, 0, OP_TIMED, pc);
    if (result == ETIMEDOUT)
        deadline_pass(clock, deadline);
    return result;
}

static int hd_pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes)
{
    uint64_t pc = CALL_PC(), wanted = 0;
    if (attributes) {
        uint32_t word = attribute_word(attributes, CALL_NAME, pc);
        if (attribute_of(word, mutex_attribute_kind) > MUTEX_KIND_MASK)
            call_report(FINDING_MISUSE, SEVERITY_ERROR, pc,
                        "pthread_mutex_init with attributes that were never initialised");
        wanted = word & MUTEX_KIND_MASK;
        if (attribute_of(word, mutex_attribute_robust))
            wanted |= MUTEX_ROBUST;
    }
    return mutex_do_init(mutex, wanted, CALL_NAME, pc);
}

static int hd_pthread_mutex_destroy(pthread_mutex_t *mutex)
{
    return mutex_do_destroy(mutex, CALL_NAME, CALL_PC());
}

static int hd_pthread_mutex_lock(pthread_mutex_t *mutex)
{
    return mutex_do(mutex, MUTEX_LOCK, CALL_NAME, CALL_PC());
}

static int hd_pthread_mutex_trylock(pthread_mutex_t *mutex)
{
    return mutex_do(mutex, MUTEX_TRYLOCK, CALL_NAME, CALL_PC());
}

static int hd_pthread_mutex_unlock(pthread_mutex_t *mutex)
{
    return mutex_do(mutex, MUTEX_UNLOCK, CALL_NAME, CALL_PC());
}

static int hd_pthread_mutex_consistent(pthread_mutex_t *mutex)
{
    return mutex_do(mutex, MUTEX_CONSISTENT, CALL_NAME, CALL_PC());
}

static int hd_pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *deadline)
{
    return mutex_do_timedlock(mutex, CLOCK_REALTIME, deadline, CALL_NAME, CALL_PC());
}

static int hd_pthread_mutex_clocklock(pthread_mutex_t *mutex, clockid_t clock,
                                      const struct timespec *deadline)
{
    uint64_t pc = CALL_PC();
    if (!deadline_clock_is_valid(clock))
        return EINVAL;
    return mutex_do_timedlock(mutex, clock, deadline, CALL_NAME, pc);
}

static int hd_pthread_mutex_getprioceiling(const pthread_mutex_t *mutex, int *ceiling)
{
    uint64_t pc = CALL_PC();
    mutex_at((void *)(uintptr_t)mutex, CALL_NAME, pc);
    attach_check_pointer(ceiling, CALL_NAME, pc);
    return EINVAL; /* as for a mutex whose protocol is not PTHREAD_PRIO_PROTECT */
}

#define TIMED "a timeout may happen at any moment (--timeouts)"

const struct surface_entry surface_mutexes[] = {
    SURFACE(pthread_mutex_init, "pthread.h", NULL),
    SURFACE(pthread_mutex_destroy, "pthread.h", NULL),
    SURFACE(pthread_mutex_lock, "pthread.h", NULL),
    SURFACE(pthread_mutex_trylock, "pthread.h", NULL),
    SURFACE(pthread_mutex_timedlock, "pthread.h", TIMED),
    SURFACE(pthread_mutex_clocklock, "pthread.h", TIMED),
    SURFACE(pthread_mutex_unlock, "pthread.h", NULL),
    SURFACE(pthread_mutex_consistent, "pthread.h", NULL),
    SURFACE_AS("pthread_mutex_consistent_np", hd_pthread_mutex_consistent, "pthread.h", NULL),
    SURFACE(pthread_mutex_getprioceiling, "pthread.h", "always EINVAL"),
};
SURFACE_PART_COUNT(mutexes);
