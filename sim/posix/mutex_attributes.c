/* SPDX-License-Identifier: MIT */
#include "sim/posix/mutex_attributes.h"

#include "sim/objects/mutex.h"
#include "sim/posix/posix.h"

#include <errno.h>
#include <pthread.h>

static const struct attribute ceiling_field = {12, 12};
static const struct attribute protocol_field = {28, 2};
static const struct attribute shared_field = {31, 1};

enum { CEILING_MIN = 1, CEILING_MAX = 99 };

/* An initialised word is never all ones: its kind would be 4095. */
static int hd_pthread_mutexattr_init(pthread_mutexattr_t *attributes)
{
    attribute_set_word(attributes, 0, CALL_NAME, CALL_PC());
    return 0;
}

static int hd_pthread_mutexattr_destroy(pthread_mutexattr_t *attributes)
{
    attribute_set_word(attributes, UINT32_MAX, CALL_NAME, CALL_PC());
    return 0;
}

static int hd_pthread_mutexattr_gettype(const pthread_mutexattr_t *attributes, int *kind)
{
    return attribute_get(attributes, mutex_attribute_kind, kind, CALL_NAME, CALL_PC());
}

static int hd_pthread_mutexattr_settype(pthread_mutexattr_t *attributes, int kind)
{
    uint64_t pc = CALL_PC();
    if (kind < 0 || kind > MUTEX_KIND_MASK)
        return EINVAL;
    return attribute_set(attributes, mutex_attribute_kind, (uint32_t)kind, CALL_NAME, pc);
}

static int hd_pthread_mutexattr_getrobust(const pthread_mutexattr_t *attributes, int *robust)
{
    return attribute_get(attributes, mutex_attribute_robust, robust, CALL_NAME, CALL_PC());
}

static int hd_pthread_mutexattr_setrobust(pthread_mutexattr_t *attributes, int robust)
{
    uint64_t pc = CALL_PC();
    if (robust != PTHREAD_MUTEX_ROBUST && robust != PTHREAD_MUTEX_STALLED)
        return EINVAL;
    return attribute_set(attributes, mutex_attribute_robust, (uint32_t)robust, CALL_NAME, pc);
}

static int hd_pthread_mutexattr_getpshared(const pthread_mutexattr_t *attributes, int *shared)
{
    return attribute_get(attributes, shared_field, shared, CALL_NAME, CALL_PC());
}

static int hd_pthread_mutexattr_setpshared(pthread_mutexattr_t *attributes, int shared)
{
    uint64_t pc = CALL_PC();
    if (shared != PTHREAD_PROCESS_SHARED && shared != PTHREAD_PROCESS_PRIVATE)
        return EINVAL;
    return attribute_set(attributes, shared_field, (uint32_t)shared, CALL_NAME, pc);
}

static int hd_pthread_mutexattr_getprotocol(const pthread_mutexattr_t *attributes, int *protocol)
{
    return attribute_get(attributes, protocol_field, protocol, CALL_NAME, CALL_PC());
}

static int hd_pthread_mutexattr_setprotocol(pthread_mutexattr_t *attributes, int protocol)
{
    uint64_t pc = CALL_PC();
    if (protocol < PTHREAD_PRIO_NONE || protocol > PTHREAD_PRIO_PROTECT)
        return EINVAL;
    return attribute_set(attributes, protocol_field, (uint32_t)protocol, CALL_NAME, pc);
}

/* glibc answers at least the lowest real-time priority. */
static int hd_pthread_mutexattr_getprioceiling(const pthread_mutexattr_t *attributes, int *ceiling)
{
    uint64_t pc = CALL_PC();
    uint32_t value = attribute_of(attribute_word(attributes, CALL_NAME, pc), ceiling_field);
    return attribute_answer(ceiling, value < CEILING_MIN ? CEILING_MIN : (int)value, CALL_NAME, pc);
}

static int hd_pthread_mutexattr_setprioceiling(pthread_mutexattr_t *attributes, int ceiling)
{
    uint64_t pc = CALL_PC();
    if (ceiling < CEILING_MIN || ceiling > CEILING_MAX)
        return EINVAL;
    return attribute_set(attributes, ceiling_field, (uint32_t)ceiling, CALL_NAME, pc);
}

#define NO_PRIORITIES "stored; priorities do not influence scheduling"

const struct surface_entry surface_mutex_attributes[] = {
    SURFACE(pthread_mutexattr_init, "pthread.h", NULL),
    SURFACE(pthread_mutexattr_destroy, "pthread.h", NULL),
    SURFACE(pthread_mutexattr_gettype, "pthread.h", NULL),
    SURFACE(pthread_mutexattr_settype, "pthread.h", NULL),
    SURFACE_AS("pthread_mutexattr_getkind_np", hd_pthread_mutexattr_gettype, "pthread.h", NULL),
    SURFACE_AS("pthread_mutexattr_setkind_np", hd_pthread_mutexattr_settype, "pthread.h", NULL),
    SURFACE(pthread_mutexattr_getrobust, "pthread.h", NULL),
    SURFACE(pthread_mutexattr_setrobust, "pthread.h", NULL),
    SURFACE_AS("pthread_mutexattr_getrobust_np", hd_pthread_mutexattr_getrobust, "pthread.h", NULL),
    SURFACE_AS("pthread_mutexattr_setrobust_np", hd_pthread_mutexattr_setrobust, "pthread.h", NULL),
    SURFACE(pthread_mutexattr_getpshared, "pthread.h", NULL),
    SURFACE(pthread_mutexattr_setpshared, "pthread.h", "stored; there is one process"),
    SURFACE(pthread_mutexattr_getprotocol, "pthread.h", NULL),
    SURFACE(pthread_mutexattr_setprotocol, "pthread.h", NO_PRIORITIES),
    SURFACE(pthread_mutexattr_getprioceiling, "pthread.h", NULL),
    SURFACE(pthread_mutexattr_setprioceiling, "pthread.h", NO_PRIORITIES),
};
SURFACE_PART_COUNT(mutex_attributes);
