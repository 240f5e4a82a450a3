/* SPDX-License-Identifier: MIT */
/*
 * What a program may ask and tell about a thread that runs: its name, priority, processors, stack.
 */
#include "sim/objects/thread.h"
#include "sim/posix/attribute.h"
#include "sim/posix/posix.h"
#include "sim/posix/thread.h"
#include "sim/posix/thread_attributes.h"
#include "sim/posix/thread_data.h"
#include "sim/world.h"

#include <errno.h>
#include <sched.h>
#include <string.h>

enum { NAME_BYTES_MAX = 16 }; /* with the NUL; as in Linux */

static struct task *task_of(pthread_t thread, const char *function, uint64_t pc)
{
    struct object *object = thread_of_handle(thread, function, pc);
    const void *state = object_state(object);
    if (thread_is_gone(state))
        call_report(FINDING_MISUSE, SEVERITY_ERROR, pc,
                    "%s of a thread that has ended and was joined or detached", function);
    return call_machine()->tasks[thread_task(state)];
}

static int hd_pthread_setname_np(pthread_t thread, const char *name)
{
    uint64_t pc = CALL_PC();
    struct task *task = task_of(thread, CALL_NAME, pc);
    attach_check_pointer(name, CALL_NAME, pc);
    size_t bytes = cells_read_text(name, pc) + 1;
    if (bytes > NAME_BYTES_MAX)
        return ERANGE;
    task->name = memcpy(call_alloc(bytes), name, bytes);
    return 0;
}

/* A thread without a name has the program's. */
static const char *name_of(const struct task *task)
{
    const struct machine *m = call_machine();
    if (task->name)
        return task->name;
    const char *name = m->options.argc > 0 ? m->options.argv[0] : "";
    const char *slash = strrchr(name, '/');
    return slash ? slash + 1 : name;
}

static int hd_pthread_getname_np(pthread_t thread, char *name, size_t bytes)
{
    uint64_t pc = CALL_PC();
    const struct task *task = task_of(thread, CALL_NAME, pc);
    attach_check_pointer(name, CALL_NAME, pc);
    if (bytes < NAME_BYTES_MAX)
        return ERANGE;
    size_t count = strnlen(name_of(task), NAME_BYTES_MAX - 1);
    cells_write(name, count + 1, pc);
    memcpy(name, name_of(task), count);
    name[count] = '\0';
    return 0;
}

static int hd_pthread_setschedparam(pthread_t thread, int policy,
                                    const struct sched_param *parameters)
{
    uint64_t pc = CALL_PC();
    const struct task *task = task_of(thread, CALL_NAME, pc);
    attach_check_pointer(parameters, CALL_NAME, pc);
    cells_read(parameters, sizeof *parameters, pc);
    if (!thread_priority_is_valid(policy, parameters->sched_priority))
        return EINVAL;
    struct thread_data *data = thread_data_of(task->id);
    data->policy = policy;
    data->priority = parameters->sched_priority;
    return 0;
}

static int hd_pthread_getschedparam(pthread_t thread, int *policy, struct sched_param *parameters)
{
    uint64_t pc = CALL_PC();
    const struct task *task = task_of(thread, CALL_NAME, pc);
    const struct thread_data *data = thread_data_find(task->id);
    attribute_answer(policy, data ? data->policy : SCHED_OTHER, CALL_NAME, pc);
    return attribute_answer((int *)parameters, data ? data->priority : 0, CALL_NAME, pc);
}

static int hd_pthread_setschedprio(pthread_t thread, int priority)
{
    uint64_t pc = CALL_PC();
    const struct task *task = task_of(thread, CALL_NAME, pc);
    struct thread_data *data = thread_data_of(task->id);
    if (!thread_priority_is_valid(data->policy, priority))
        return EINVAL;
    data->priority = priority;
    return 0;
}

static int hd_pthread_setaffinity_np(pthread_t thread, size_t bytes, const cpu_set_t *set)
{
    uint64_t pc = CALL_PC();
    task_of(thread, CALL_NAME, pc);
    attach_check_pointer(set, CALL_NAME, pc);
    cells_read(set, bytes, pc);
    return 0;
}

static int hd_pthread_getaffinity_np(pthread_t thread, size_t bytes, cpu_set_t *set)
{
    uint64_t pc = CALL_PC();
    task_of(thread, CALL_NAME, pc);
    attach_check_pointer(set, CALL_NAME, pc);
    if (bytes == 0)
        return EINVAL;
    cells_write(set, bytes, pc);
    memset(set, 0, bytes);
    *(uint8_t *)set = 1;
    return 0;
}

static int hd_pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes)
{
    uint64_t pc = CALL_PC();
    const struct task *task = task_of(thread, CALL_NAME, pc);
    const struct thread_data *data = thread_data_find(task->id);
    struct thread_attributes value = thread_attributes_default();
    value.detach_state = task->detached ? PTHREAD_CREATE_DETACHED : PTHREAD_CREATE_JOINABLE;
    value.stack_bytes = call_machine()->options.stack_bytes;
    value.stack_addr = STACK_BASE + STACK_STRIDE * (task->id + 1u) - value.stack_bytes;
    value.policy = data ? data->policy : SCHED_OTHER;
    value.priority = data ? data->priority : 0;
    thread_attributes_write(attributes, &value, CALL_NAME, pc);
    return 0;
}

static int hd_pthread_setconcurrency(int level)
{
    return level < 0 ? EINVAL : 0;
}

static int hd_pthread_getconcurrency(void)
{
    return 0;
}

#define STORED "stored; it does not influence scheduling"

const struct surface_entry surface_thread_properties[] = {
    SURFACE(pthread_setname_np, "pthread.h", "the name appears in traces"),
    SURFACE(pthread_getname_np, "pthread.h", NULL),
    SURFACE(pthread_setschedparam, "pthread.h", STORED),
    SURFACE(pthread_getschedparam, "pthread.h", NULL),
    SURFACE(pthread_setschedprio, "pthread.h", STORED),
    SURFACE(pthread_setaffinity_np, "pthread.h", "accepted; there are no processors"),
    SURFACE(pthread_getaffinity_np, "pthread.h", "always processor 0"),
    SURFACE(pthread_getattr_np, "pthread.h", "the stack's bounds are approximate"),
    SURFACE(pthread_setconcurrency, "pthread.h", "accepted"),
    SURFACE(pthread_getconcurrency, "pthread.h", "always 0"),
};
SURFACE_PART_COUNT(thread_properties);
