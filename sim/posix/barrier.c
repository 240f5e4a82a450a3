/* SPDX-License-Identifier: MIT */
#include "sim/objects/barrier.h"

#include "sim/posix/attribute.h"
#include "sim/posix/posix.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>

/* There is no static initialiser. */
static enum life classify(const void *memory, uint64_t *attributes)
{
    (void)memory;
    (void)attributes;
    return LIFE_RAW;
}

static const struct attachment barriers = {
    .ops = &barrier_ops,
    .bytes = sizeof(pthread_barrier_t),
    .tag_offset = 0,
    .classify = classify,
};

static int hd_pthread_barrier_init(pthread_barrier_t *barrier,
                                   const pthread_barrierattr_t *attributes, unsigned count)
{
    uint64_t pc = CALL_PC();
    if (attributes)
        attribute_word(attributes, CALL_NAME, pc);
    attach_check_pointer(barrier, CALL_NAME, pc);
    if (count == 0 || count > INT_MAX)
        return EINVAL;
    struct object *object = attach_to_initialise(&barriers, barrier, CALL_NAME, pc);
    return (int)call_object(object, NULL, BARRIER_INIT, count, 0, pc);
}

static int hd_pthread_barrier_destroy(pthread_barrier_t *barrier)
{
    uint64_t pc = CALL_PC();
    struct object *object = attach(&barriers, barrier, CALL_NAME, pc);
    int result = (int)call_object(object, NULL, BARRIER_DESTROY, 0, 0, pc);
    if (result == 0)
        attach_end(&barriers, object);
    return result;
}

static int hd_pthread_barrier_wait(pthread_barrier_t *barrier)
{
    uint64_t pc = CALL_PC();
    struct object *object = attach(&barriers, barrier, CALL_NAME, pc);
    if (call_object(object, NULL, BARRIER_ARRIVE, 0, 0, pc) == BARRIER_LAST)
        return PTHREAD_BARRIER_SERIAL_THREAD;
    return (int)call_object(object, NULL, BARRIER_LEAVE, 0, 0, pc);
}

static const struct attribute whole_word = {0, 31};

static int hd_pthread_barrierattr_init(pthread_barrierattr_t *attributes)
{
    attribute_set_word(attributes, 0, CALL_NAME, CALL_PC());
    return 0;
}

static int hd_pthread_barrierattr_destroy(pthread_barrierattr_t *attributes)
{
    attribute_set_word(attributes, UINT32_MAX, CALL_NAME, CALL_PC());
    return 0;
}

static int hd_pthread_barrierattr_getpshared(const pthread_barrierattr_t *attributes, int *shared)
{
    return attribute_get(attributes, whole_word, shared, CALL_NAME, CALL_PC());
}

static int hd_pthread_barrierattr_setpshared(pthread_barrierattr_t *attributes, int shared)
{
    uint64_t pc = CALL_PC();
    if (shared != PTHREAD_PROCESS_SHARED && shared != PTHREAD_PROCESS_PRIVATE)
        return EINVAL;
    return attribute_set(attributes, whole_word, (uint32_t)shared, CALL_NAME, pc);
}

const struct surface_entry surface_barriers[] = {
    SURFACE(pthread_barrier_init, "pthread.h", NULL),
    SURFACE(pthread_barrier_destroy, "pthread.h", NULL),
    SURFACE(pthread_barrier_wait, "pthread.h",
            "the last to arrive gets PTHREAD_BARRIER_SERIAL_THREAD"),
    SURFACE(pthread_barrierattr_init, "pthread.h", NULL),
    SURFACE(pthread_barrierattr_destroy, "pthread.h", NULL),
    SURFACE(pthread_barrierattr_getpshared, "pthread.h", NULL),
    SURFACE(pthread_barrierattr_setpshared, "pthread.h", "stored; there is one process"),
};
SURFACE_PART_COUNT(barriers);
