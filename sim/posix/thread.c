/* SPDX-License-Identifier: MIT */
#include "sim/posix/thread.h"

#include "sim/buffer.h"
#include "sim/learn/hooks.h"
#include "sim/objects/mutex.h"
#include "sim/objects/rwlock.h"
#include "sim/objects/spinlock.h"
#include "sim/objects/thread.h"
#include "sim/posix/attribute.h"
#include "sim/posix/cancel.h"
#include "sim/posix/deadline.h"
#include "sim/posix/exits.h"
#include "sim/posix/key.h"
#include "sim/posix/posix.h"
#include "sim/posix/thread_attributes.h"
#include "sim/posix/thread_data.h"

#include <errno.h>
#include <string.h>

/* Handles. */

static struct object *make_object(struct task *task, bool detached, uint64_t pc)
{
    const uint64_t arguments[THREAD_ARGUMENTS] = {
        [THREAD_TASK_ARGUMENT] = task->id, [THREAD_DETACHED_ARGUMENT] = detached};
    struct object *object =
        object_create(call_machine(), &thread_ops, NULL, NULL, arguments, pc);
    task->object = object->id;
    return object;
}

/* main gets its object when somebody asks for it. */
static struct object *object_of(struct task *task, uint64_t pc)
{
    if (learning())
        return learn_thread(task->id);
    if (task->object != 0)
        return object_get(call_machine(), task->object);
    return make_object(task, false, pc);
}

struct object *thread_object(uint64_t pc)
{
    return object_of(call_task(), pc);
}

pthread_t thread_handle(void)
{
    const struct task *task = call_task();
    return THREAD_HANDLE_BASE + task->id;
}

int thread_system_id(task_id task)
{
    return THREAD_ID_BASE + task;
}

struct object *thread_of_handle(pthread_t handle, const char *function, uint64_t pc)
{
    struct machine *m = call_machine();
    if (handle == THREAD_HANDLE_BASE)
        return object_of(m->tasks[0], pc);
    uint64_t id = handle - THREAD_HANDLE_BASE;
    if (learning() && id < TASKS_MAX)
        return learn_thread((task_id)id);
    struct object *object = id < m->task_limit ? object_get(m, m->tasks[id]->object) : NULL;
    if (object == NULL)
        call_report(FINDING_MISUSE, SEVERITY_ERROR, pc,
                    "%s of a pthread_t that no thread has (%#lx): was pthread_create called, and "
                    "did it succeed?",
                    function, (unsigned long)handle);
    return object;
}

/* Creation and end. */

int thread_do_create(pthread_t *thread, uint64_t entry, uint64_t argument,
                     const struct spawn_options *options, const char *function, uint64_t pc)
{
    struct machine *m = call_machine();
    attach_check_pointer(thread, function, pc);
    if (!learning())
        cells_write(thread, sizeof *thread, pc); /* before the new thread starts, as in glibc */
    task_id id = machine_spawn(m, entry, argument, options, pc);
    if (id == TASK_NONE)
        return EAGAIN;
    if (learning())
        cells_write(thread, sizeof *thread, pc);
    *thread = THREAD_HANDLE_BASE + id;
    if (learning())
        return 0;
    struct object *object = make_object(m->tasks[id], options->detached, pc);
    call_object(object, NULL, THREAD_CREATE, 0, OP_EAGER, pc);
    return 0;
}

/* The verb by which a task leaves an object behind, or -1. */
static int ended_verb(const struct object *object)
{
    if (object->ops == &mutex_ops)
        return MUTEX_ENDED;
    if (object->ops == &rwlock_ops)
        return RWLOCK_ENDED;
    return object->ops == &spinlock_ops ? SPINLOCK_ENDED : -1;
}

static void leave_held_objects(uint64_t pc)
{
    struct machine *m = call_machine();
    task_id self = call_task()->id;
    for (size_t i = 1; i < m->objects.count; i++) {
        struct object *object = m->objects.items[i];
        if (object == NULL || object->destroyed || ended_verb(object) < 0)
            continue;
        struct task_set holders = {0};
        object->ops->holders(object_state(object), &holders);
        if (task_set_has(&holders, self))
            call_object(object, NULL, (uint16_t)ended_verb(object), 0, 0, pc);
    }
}

static bool others_run(void)
{
    const struct machine *m = call_machine();
    for (uint32_t i = 0; i < m->task_limit; i++) {
        const struct task *task = m->tasks[i];
        if (task && task != call_task() && task->state != TASK_FREE &&
            task->state != TASK_FINISHED)
            return true;
    }
    return false;
}

/* The last thread ends the process, by the exit handlers. */
static _Noreturn void finish(uint64_t value)
{
    struct task *task = call_task();
    if (learning())
        learn_end(value);
    buffer_drain(direct_running, task->last_pc);
    if (keys_are_used() && task->object != 0)
        call_object(thread_object(task->last_pc), NULL, THREAD_EXIT, value, OP_EAGER,
                    task->last_pc);
    keys_run_destructors();
    leave_held_objects(task->last_pc);
    if (!others_run())
        exit_handlers_run(call_machine()->exit_status);
    if (task->object != 0)
        call_object(object_get(call_machine(), task->object), NULL, THREAD_FINISH, value, OP_EAGER,
                    task->last_pc);
    call_exit_task();
}

void thread_main(uint64_t entry, uint64_t argument)
{
    void *(*function)(void *) = (void *(*)(void *))(uintptr_t)entry;
    finish((uint64_t)(uintptr_t)function((void *)(uintptr_t)argument));
}

void thread_do_exit(uint64_t value, uint64_t pc)
{
    call_object(thread_object(pc), NULL, THREAD_EXIT, value, OP_EAGER, pc);
    thread_continue_exit();
}

void thread_continue_exit(void)
{
    cancel_unwind();
    finish(thread_value(object_state(thread_object(call_task()->last_pc))));
}

void process_returned(int status, bool to_end)
{
    if (to_end) {
        exit_handlers_run(status);
        call_exit_process(status & 0xff);
    }
    call_machine()->exit_status = status & 0xff;
    finish((uint64_t)status);
}

void thread_ended(struct machine *m, struct task *task)
{
    thread_data_forget(m, task->id);
}

static int hd_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                             void *(*function)(void *), void *argument)
{
    uint64_t pc = CALL_PC();
    struct thread_attributes wanted = attributes
                                          ? thread_attributes_read(attributes, CALL_NAME, pc)
                                          : thread_attributes_default();
    struct spawn_options options = {
        .stack_bytes = wanted.stack_bytes,
        .detached = wanted.detach_state == PTHREAD_CREATE_DETACHED,
    };
    int result = thread_do_create(thread, (uint64_t)(uintptr_t)function,
                                  (uint64_t)(uintptr_t)argument, &options, CALL_NAME, pc);
    if (result == 0 && wanted.inherit == PTHREAD_EXPLICIT_SCHED) {
        if (learning())
            learn_refuse("priorities of threads");
        const void *state = object_state(thread_of_handle(*thread, CALL_NAME, pc));
        struct thread_data *data = thread_data_of(thread_task(state));
        data->policy = wanted.policy;
        data->priority = wanted.priority;
    }
    return result;
}

static _Noreturn void hd_pthread_exit(void *value)
{
    thread_do_exit((uint64_t)(uintptr_t)value, CALL_PC());
}

/* Joining. */

int thread_do_join(pthread_t handle, uint64_t *value, uint16_t verb, uint8_t flags,
                   const char *function, uint64_t pc)
{
    struct object *object = thread_of_handle(handle, function, pc);
    int result = (int)cancel_unless(call_object(object, NULL, verb, 0, flags, pc));
    if (result != 0)
        return result;
    const void *state = object_state(object);
    machine_retire(call_machine(), thread_task(state));
    if (value) {
        cells_write(value, sizeof *value, pc);
        *value = thread_value(state);
    }
    return 0;
}

int thread_do_detach(pthread_t handle, const char *function, uint64_t pc)
{
    struct machine *m = call_machine();
    struct object *object = thread_of_handle(handle, function, pc);
    int result = (int)call_object(object, NULL, THREAD_DETACH, 0, OP_EAGER, pc);
    if (result != 0)
        return result;
    if (learning())
        return 0;
    task_id task = thread_task(object_state(object));
    m->tasks[task]->detached = true;
    if (thread_is_finished(object_state(object)))
        machine_retire(m, task);
    return 0;
}

static int hd_pthread_join(pthread_t thread, void **value)
{
    return thread_do_join(thread, (uint64_t *)value, THREAD_JOIN, OP_EAGER | OP_CANCELLABLE,
                          CALL_NAME, CALL_PC());
}

static int hd_pthread_tryjoin_np(pthread_t thread, void **value)
{
    return thread_do_join(thread, (uint64_t *)value, THREAD_TRYJOIN, 0, CALL_NAME, CALL_PC());
}

static int timed_join(pthread_t thread, void **value, clockid_t clock,
                      const struct timespec *deadline, const char *function, uint64_t pc)
{
    uint8_t flags = OP_CANCELLABLE;
    if (deadline != NULL) {
        if (!deadline_is_valid(deadline, function, pc))
            return EINVAL;
        flags |= OP_TIMED;
    }
    int result = thread_do_join(thread, (uint64_t *)value, THREAD_JOIN, flags, function, pc);
    if (result == ETIMEDOUT)
        deadline_pass(clock, deadline);
    return result;
}

static int hd_pthread_timedjoin_np(pthread_t thread, void **value, const struct timespec *deadline)
{
    return timed_join(thread, value, CLOCK_REALTIME, deadline, CALL_NAME, CALL_PC());
}

static int hd_pthread_clockjoin_np(pthread_t thread, void **value, clockid_t clock,
                                   const struct timespec *deadline)
{
    uint64_t pc = CALL_PC();
    if (!deadline_clock_is_valid(clock))
        return EINVAL;
    return timed_join(thread, value, clock, deadline, CALL_NAME, pc);
}

static int hd_pthread_detach(pthread_t thread)
{
    return thread_do_detach(thread, CALL_NAME, CALL_PC());
}

static pthread_t hd_pthread_self(void)
{
    return thread_handle();
}

static int hd_pthread_equal(pthread_t a, pthread_t b)
{
    return a == b;
}

static int hd_sched_yield(void)
{
    struct op op = {.kind = OP_YIELD, .pc = CALL_PC()};
    call_perform(&op);
    return 0;
}

const struct surface_entry surface_threads[] = {
    SURFACE(pthread_create, "pthread.h", NULL),
    SURFACE(pthread_join, "pthread.h", NULL),
    SURFACE(pthread_tryjoin_np, "pthread.h", NULL),
    SURFACE(pthread_timedjoin_np, "pthread.h", "a timeout may happen at any moment (--timeouts)"),
    SURFACE(pthread_clockjoin_np, "pthread.h", "a timeout may happen at any moment (--timeouts)"),
    SURFACE(pthread_detach, "pthread.h", NULL),
    SURFACE(pthread_exit, "pthread.h", NULL),
    SURFACE(pthread_self, "pthread.h", NULL),
    SURFACE(pthread_equal, "pthread.h", NULL),
    SURFACE(sched_yield, "sched.h", "a place where others may run"),
    SURFACE_AS("pthread_yield", hd_sched_yield, "pthread.h", "as sched_yield"),
};
SURFACE_PART_COUNT(threads);
