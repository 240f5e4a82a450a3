/* SPDX-License-Identifier: MIT */
#include "sim/posix/condition.h"

#include "sim/objects/condition.h"
#include "sim/objects/mutex.h"
#include "sim/posix/attribute.h"
#include "sim/posix/cancel.h"
#include "sim/posix/deadline.h"
#include "sim/posix/mutex.h"
#include "sim/posix/posix.h"

#include <errno.h>
#include <pthread.h>
#include <stddef.h>

static enum life classify(const void *memory, uint64_t *attributes)
{
    (void)attributes;
    return attach_is_zeroed(memory, sizeof(pthread_cond_t)) ? LIFE_READY : LIFE_RAW;
}

static const struct attachment conditions = {
    .ops = &condition_ops,
    .bytes = sizeof(pthread_cond_t),
    .tag_offset = offsetof(pthread_cond_t, __data.__g_signals),
    .classify = classify,
};

/* As in glibc, the clock is in the struct: bit 1 of __wrefs. */
enum { CLOCK_BIT = 2 };

static void write_clock(pthread_cond_t *condition, clockid_t clock)
{
    cells_poke(&condition->__data.__wrefs, sizeof condition->__data.__wrefs);
    condition->__data.__wrefs = clock == CLOCK_MONOTONIC ? CLOCK_BIT : 0;
}

int condition_do_init(void *memory, clockid_t clock, const char *function, uint64_t pc)
{
    struct object *object = attach_to_initialise(&conditions, memory, function, pc);
    int result = (int)call_object(object, NULL, CONDITION_INIT, 0, 0, pc);
    write_clock(memory, clock);
    return result;
}

int condition_do_destroy(void *memory, const char *function, uint64_t pc)
{
    struct object *object = attach(&conditions, memory, function, pc);
    int result = (int)call_object(object, NULL, CONDITION_DESTROY, 0, 0, pc);
    if (result == 0)
        attach_end(&conditions, object);
    return result;
}

int condition_do_notify(void *memory, uint16_t verb, const char *function, uint64_t pc)
{
    return (int)call_object(attach(&conditions, memory, function, pc), NULL, verb, 0, 0, pc);
}

/* A waiter that left without a signal has to take the mutex first (objects/condition.h). */
static int wait(void *memory, void *mutex_memory, uint8_t flags, const char *function, uint64_t pc)
{
    struct object *condition = attach(&conditions, memory, function, pc);
    struct object *mutex = mutex_at(mutex_memory, function, pc);
    uint64_t result = call_object(condition, mutex, CONDITION_WAIT, 0, 0, pc);
    if (result != 0)
        return (int)result;
    result = call_object(condition, mutex, CONDITION_WAKE, 0, flags | OP_CANCELLABLE, pc);
    if (result != ETIMEDOUT && result != CONDITION_SPURIOUS && result != OBJECT_CANCELLED)
        return (int)result;
    int locked = (int)call_object(mutex, NULL, MUTEX_LOCK, 0, 0, pc);
    cancel_unless(result);
    if (locked != 0)
        return locked;
    return result == ETIMEDOUT ? ETIMEDOUT : 0;
}

int condition_do_wait(void *memory, void *mutex, const char *function, uint64_t pc)
{
    return wait(memory, mutex, 0, function, pc);
}

int condition_do_timedwait(void *memory, void *mutex, const clockid_t *clock,
                           const struct timespec *deadline, const char *function, uint64_t pc)
{
    attach_check_pointer(memory, function, pc);
    if (!deadline_is_valid(deadline, function, pc))
        return EINVAL;
    int result = wait(memory, mutex, OP_TIMED, function, pc);
    if (result == ETIMEDOUT) {
        const pthread_cond_t *condition = memory;
        bool monotonic = condition->__data.__wrefs & CLOCK_BIT;
        deadline_pass(clock ? *clock : monotonic ? CLOCK_MONOTONIC : CLOCK_REALTIME, deadline);
    }
    return result;
}

/* glibc's encoding of pthread_condattr_t. */
static const struct attribute shared_field = {0, 1};
static const struct attribute clock_field = {1, 1};

static int hd_pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attributes)
{
    uint64_t pc = CALL_PC();
    uint32_t word = attributes ? attribute_word(attributes, CALL_NAME, pc) : 0;
    clockid_t clock = (clockid_t)attribute_of(word, clock_field);
    return condition_do_init(condition, clock, CALL_NAME, pc);
}

static int hd_pthread_cond_destroy(pthread_cond_t *condition)
{
    return condition_do_destroy(condition, CALL_NAME, CALL_PC());
}

static int hd_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex)
{
    return condition_do_wait(condition, mutex, CALL_NAME, CALL_PC());
}

static int hd_pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                                     const struct timespec *deadline)
{
    return condition_do_timedwait(condition, mutex, NULL, deadline, CALL_NAME, CALL_PC());
}

static int hd_pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex,
                                     clockid_t clock, const struct timespec *deadline)
{
    uint64_t pc = CALL_PC();
    if (!deadline_clock_is_valid(clock))
        return EINVAL;
    return condition_do_timedwait(condition, mutex, &clock, deadline, CALL_NAME, pc);
}

static int hd_pthread_cond_signal(pthread_cond_t *condition)
{
    return condition_do_notify(condition, CONDITION_SIGNAL, CALL_NAME, CALL_PC());
}

static int hd_pthread_cond_broadcast(pthread_cond_t *condition)
{
    return condition_do_notify(condition, CONDITION_BROADCAST, CALL_NAME, CALL_PC());
}

static int hd_pthread_condattr_init(pthread_condattr_t *attributes)
{
    attribute_set_word(attributes, 0, CALL_NAME, CALL_PC());
    return 0;
}

static int hd_pthread_condattr_destroy(pthread_condattr_t *attributes)
{
    attribute_set_word(attributes, UINT32_MAX, CALL_NAME, CALL_PC());
    return 0;
}

static int hd_pthread_condattr_getclock(const pthread_condattr_t *attributes, clockid_t *clock)
{
    return attribute_get(attributes, clock_field, clock, CALL_NAME, CALL_PC());
}

static int hd_pthread_condattr_setclock(pthread_condattr_t *attributes, clockid_t clock)
{
    uint64_t pc = CALL_PC();
    if (!deadline_clock_is_valid(clock))
        return EINVAL;
    return attribute_set(attributes, clock_field, (uint32_t)clock, CALL_NAME, pc);
}

static int hd_pthread_condattr_getpshared(const pthread_condattr_t *attributes, int *shared)
{
    return attribute_get(attributes, shared_field, shared, CALL_NAME, CALL_PC());
}

static int hd_pthread_condattr_setpshared(pthread_condattr_t *attributes, int shared)
{
    uint64_t pc = CALL_PC();
    if (shared != PTHREAD_PROCESS_SHARED && shared != PTHREAD_PROCESS_PRIVATE)
        return EINVAL;
    return attribute_set(attributes, shared_field, (uint32_t)shared, CALL_NAME, pc);
}

const struct surface_entry surface_conditions[] = {
    SURFACE(pthread_cond_init, "pthread.h", NULL),
    SURFACE(pthread_cond_destroy, "pthread.h", NULL),
    SURFACE(pthread_cond_wait, "pthread.h", "spurious wakeups are an option (--spurious)"),
    SURFACE(pthread_cond_timedwait, "pthread.h", "a timeout may happen at any moment (--timeouts)"),
    SURFACE(pthread_cond_clockwait, "pthread.h", "a timeout may happen at any moment (--timeouts)"),
    SURFACE(pthread_cond_signal, "pthread.h", "which waiter wakes is a choice"),
    SURFACE(pthread_cond_broadcast, "pthread.h", NULL),
    SURFACE(pthread_condattr_init, "pthread.h", NULL),
    SURFACE(pthread_condattr_destroy, "pthread.h", NULL),
    SURFACE(pthread_condattr_getclock, "pthread.h", NULL),
    SURFACE(pthread_condattr_setclock, "pthread.h", NULL),
    SURFACE(pthread_condattr_getpshared, "pthread.h", NULL),
    SURFACE(pthread_condattr_setpshared, "pthread.h", "stored; there is one process"),
};
SURFACE_PART_COUNT(conditions);
