/* SPDX-License-Identifier: MIT */
#include "sim/posix/thread_attributes.h"

#include "sim/posix/attribute.h"
#include "sim/posix/posix.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>

enum { GUARD_BYTES = 4096, STACK_BYTES_MIN = 16384, PRIORITY_MIN = 1, PRIORITY_MAX = 99 };

struct thread_attributes thread_attributes_default(void)
{
    return (struct thread_attributes){.mark = THREAD_ATTRIBUTES_MARK, .guard_bytes = GUARD_BYTES};
}

struct thread_attributes thread_attributes_read(const pthread_attr_t *attributes,
                                                const char *function, uint64_t pc)
{
    attach_check_pointer(attributes, function, pc);
    cells_read(attributes, sizeof(struct thread_attributes), pc);
    struct thread_attributes value = *(const struct thread_attributes *)attributes;
    if (value.mark == THREAD_ATTRIBUTES_MARK)
        return value;
    bool zeroed = attach_is_zeroed(&value, sizeof value);
    call_report(FINDING_MISUSE, zeroed ? SEVERITY_WARNING : SEVERITY_ERROR, pc,
                "%s uses thread attributes that were never initialised, or destroyed", function);
    return thread_attributes_default();
}

void thread_attributes_write(pthread_attr_t *attributes, const struct thread_attributes *value,
                             const char *function, uint64_t pc)
{
    attach_check_pointer(attributes, function, pc);
    cells_write(attributes, sizeof *value, pc);
    *(struct thread_attributes *)attributes = *value;
}

bool thread_priority_is_valid(int policy, int priority)
{
    if (policy == SCHED_FIFO || policy == SCHED_RR)
        return priority >= PRIORITY_MIN && priority <= PRIORITY_MAX;
    return (policy == SCHED_OTHER || policy == SCHED_BATCH || policy == SCHED_IDLE) &&
           priority == 0;
}

static int hd_pthread_attr_init(pthread_attr_t *attributes)
{
    struct thread_attributes value = thread_attributes_default();
    thread_attributes_write(attributes, &value, CALL_NAME, CALL_PC());
    return 0;
}

static int hd_pthread_attr_destroy(pthread_attr_t *attributes)
{
    uint64_t pc = CALL_PC();
    struct thread_attributes value = thread_attributes_read(attributes, CALL_NAME, pc);
    value.mark = ~value.mark;
    thread_attributes_write(attributes, &value, CALL_NAME, pc);
    return 0;
}

/* The pairs that read or write one field; `valid` is an expression in `wanted`. */
#define GET(name, type, field)                                                                     \
    static int hd_pthread_attr_get##name(const pthread_attr_t *attributes, type *to)               \
    {                                                                                              \
        uint64_t pc = CALL_PC();                                                                   \
        struct thread_attributes value = thread_attributes_read(attributes, CALL_NAME, pc);        \
        attach_check_pointer(to, CALL_NAME, pc);                                                   \
        cells_write(to, sizeof *to, pc);                                                           \
        *to = (type)value.field;                                                                   \
        return 0;                                                                                  \
    }
#define SET(name, type, field, valid, error)                                                       \
    static int hd_pthread_attr_set##name(pthread_attr_t *attributes, type wanted)                  \
    {                                                                                              \
        uint64_t pc = CALL_PC();                                                                   \
        struct thread_attributes value = thread_attributes_read(attributes, CALL_NAME, pc);        \
        if (!(valid))                                                                              \
            return error;                                                                          \
        value.field = wanted;                                                                      \
        thread_attributes_write(attributes, &value, CALL_NAME, pc);                                \
        return 0;                                                                                  \
    }

GET(detachstate, int, detach_state)
SET(detachstate, int, detach_state,
    wanted == PTHREAD_CREATE_JOINABLE || wanted == PTHREAD_CREATE_DETACHED, EINVAL)
GET(scope, int, scope)
SET(scope, int, scope, wanted == PTHREAD_SCOPE_SYSTEM,
    wanted == PTHREAD_SCOPE_PROCESS ? ENOTSUP : EINVAL)
GET(inheritsched, int, inherit)
SET(inheritsched, int, inherit,
    wanted == PTHREAD_INHERIT_SCHED || wanted == PTHREAD_EXPLICIT_SCHED, EINVAL)
GET(schedpolicy, int, policy)
SET(schedpolicy, int, policy,
    wanted == SCHED_OTHER || wanted == SCHED_FIFO || wanted == SCHED_RR, EINVAL)
GET(guardsize, size_t, guard_bytes)
SET(guardsize, size_t, guard_bytes, true, EINVAL)
SET(stacksize, size_t, stack_bytes, wanted >= STACK_BYTES_MIN, EINVAL)

static uint64_t stack_bytes_of(const struct thread_attributes *value)
{
    return value->stack_bytes ? value->stack_bytes : call_machine()->options.stack_bytes;
}

static void write_word(void *to, uint64_t value, const char *function, uint64_t pc)
{
    attach_check_pointer(to, function, pc);
    cells_write(to, sizeof value, pc);
    *(uint64_t *)to = value;
}

static int hd_pthread_attr_getstacksize(const pthread_attr_t *attributes, size_t *bytes)
{
    uint64_t pc = CALL_PC();
    struct thread_attributes value = thread_attributes_read(attributes, CALL_NAME, pc);
    write_word(bytes, stack_bytes_of(&value), CALL_NAME, pc);
    return 0;
}

static int hd_pthread_attr_getstack(const pthread_attr_t *attributes, void **addr, size_t *bytes)
{
    uint64_t pc = CALL_PC();
    struct thread_attributes value = thread_attributes_read(attributes, CALL_NAME, pc);
    write_word(addr, value.stack_addr, CALL_NAME, pc);
    write_word(bytes, stack_bytes_of(&value), CALL_NAME, pc);
    return 0;
}

static int hd_pthread_attr_setstack(pthread_attr_t *attributes, void *addr, size_t bytes)
{
    uint64_t pc = CALL_PC();
    struct thread_attributes value = thread_attributes_read(attributes, CALL_NAME, pc);
    if (bytes < STACK_BYTES_MIN)
        return EINVAL;
    value.stack_addr = (uint64_t)(uintptr_t)addr;
    value.stack_bytes = bytes;
    thread_attributes_write(attributes, &value, CALL_NAME, pc);
    return 0;
}

/* The old pair speaks of the highest address. */
static int hd_pthread_attr_getstackaddr(const pthread_attr_t *attributes, void **addr)
{
    uint64_t pc = CALL_PC();
    struct thread_attributes value = thread_attributes_read(attributes, CALL_NAME, pc);
    write_word(addr, value.stack_addr + value.stack_bytes, CALL_NAME, pc);
    return 0;
}

static int hd_pthread_attr_setstackaddr(pthread_attr_t *attributes, void *addr)
{
    uint64_t pc = CALL_PC();
    struct thread_attributes value = thread_attributes_read(attributes, CALL_NAME, pc);
    value.stack_addr = (uint64_t)(uintptr_t)addr - value.stack_bytes;
    thread_attributes_write(attributes, &value, CALL_NAME, pc);
    return 0;
}

static int hd_pthread_attr_getschedparam(const pthread_attr_t *attributes,
                                         struct sched_param *parameters)
{
    uint64_t pc = CALL_PC();
    struct thread_attributes value = thread_attributes_read(attributes, CALL_NAME, pc);
    return attribute_answer((int *)parameters, value.priority, CALL_NAME, pc);
}

static int hd_pthread_attr_setschedparam(pthread_attr_t *attributes,
                                         const struct sched_param *parameters)
{
    uint64_t pc = CALL_PC();
    struct thread_attributes value = thread_attributes_read(attributes, CALL_NAME, pc);
    attach_check_pointer(parameters, CALL_NAME, pc);
    cells_read(parameters, sizeof *parameters, pc);
    if (!thread_priority_is_valid(value.policy, parameters->sched_priority))
        return EINVAL;
    value.priority = parameters->sched_priority;
    thread_attributes_write(attributes, &value, CALL_NAME, pc);
    return 0;
}

static int hd_pthread_attr_setaffinity_np(pthread_attr_t *attributes, size_t bytes,
                                          const cpu_set_t *set)
{
    uint64_t pc = CALL_PC();
    thread_attributes_read(attributes, CALL_NAME, pc);
    if (bytes > 0) {
        attach_check_pointer(set, CALL_NAME, pc);
        cells_read(set, bytes, pc);
    }
    return 0;
}

#define STORED "stored; it does not influence scheduling"

const struct surface_entry surface_thread_attributes[] = {
    SURFACE(pthread_attr_init, "pthread.h", NULL),
    SURFACE(pthread_attr_destroy, "pthread.h", NULL),
    SURFACE(pthread_attr_getdetachstate, "pthread.h", NULL),
    SURFACE(pthread_attr_setdetachstate, "pthread.h", NULL),
    SURFACE(pthread_attr_getstacksize, "pthread.h", NULL),
    SURFACE(pthread_attr_setstacksize, "pthread.h", NULL),
    SURFACE(pthread_attr_getstack, "pthread.h", NULL),
    SURFACE(pthread_attr_setstack, "pthread.h", "the size counts; the address is ignored"),
    SURFACE(pthread_attr_getstackaddr, "pthread.h", NULL),
    SURFACE(pthread_attr_setstackaddr, "pthread.h", "stored; the address is ignored"),
    SURFACE(pthread_attr_getguardsize, "pthread.h", NULL),
    SURFACE(pthread_attr_setguardsize, "pthread.h", "stored; every stack has a guard"),
    SURFACE(pthread_attr_getscope, "pthread.h", NULL),
    SURFACE(pthread_attr_setscope, "pthread.h", NULL),
    SURFACE(pthread_attr_getinheritsched, "pthread.h", NULL),
    SURFACE(pthread_attr_setinheritsched, "pthread.h", STORED),
    SURFACE(pthread_attr_getschedpolicy, "pthread.h", NULL),
    SURFACE(pthread_attr_setschedpolicy, "pthread.h", STORED),
    SURFACE(pthread_attr_getschedparam, "pthread.h", NULL),
    SURFACE(pthread_attr_setschedparam, "pthread.h", STORED),
    SURFACE(pthread_attr_setaffinity_np, "pthread.h", "accepted; there are no processors"),
};
SURFACE_PART_COUNT(thread_attributes);
