/* SPDX-License-Identifier: MIT */
/* threads.h of C11: the same objects under other names, with results of its own. */
#include "sim/objects/condition.h"
#include "sim/objects/mutex.h"
#include "sim/objects/thread.h"
#include "sim/posix/attach.h"
#include "sim/posix/cancel.h"
#include "sim/posix/condition.h"
#include "sim/posix/key.h"
#include "sim/posix/mutex.h"
#include "sim/posix/once.h"
#include "sim/posix/posix.h"
#include "sim/posix/thread.h"

#include <errno.h>
#include <threads.h>

/* glibc, nptl/thrd_priv.h. */
static int result_of(int error)
{
    switch (error) {
    case 0:
        return thrd_success;
    case ENOMEM:
        return thrd_nomem;
    case ETIMEDOUT:
        return thrd_timedout;
    case EBUSY:
        return thrd_busy;
    default:
        return thrd_error;
    }
}

static int hd_thrd_create(thrd_t *thread, thrd_start_t function, void *argument)
{
    uint64_t pc = CALL_PC();
    struct spawn_options options = {0};
    return result_of(thread_do_create(thread, (uint64_t)(uintptr_t)function,
                                      (uint64_t)(uintptr_t)argument, &options, CALL_NAME, pc));
}

static int hd_thrd_join(thrd_t thread, int *result)
{
    uint64_t pc = CALL_PC(), value = 0;
    struct object *object = thread_of_handle(thread, CALL_NAME, pc);
    int error = thread_do_join(thread, NULL, THREAD_JOIN, OP_EAGER, CALL_NAME, pc);
    if (error == 0 && result) {
        value = thread_value(object_state(object));
        cells_write(result, sizeof *result, pc);
        *result = (int)value;
    }
    return result_of(error);
}

static int hd_thrd_detach(thrd_t thread)
{
    return result_of(thread_do_detach(thread, CALL_NAME, CALL_PC()));
}

static _Noreturn void hd_thrd_exit(int result)
{
    thread_do_exit((uint64_t)(int64_t)result, CALL_PC());
}

static thrd_t hd_thrd_current(void)
{
    return thread_handle();
}

static int hd_thrd_equal(thrd_t a, thrd_t b)
{
    return a == b;
}

static void let_others_run(uint64_t pc)
{
    struct op op = {.kind = OP_YIELD, .pc = pc};
    call_perform(&op);
}

static void hd_thrd_yield(void)
{
    let_others_run(CALL_PC());
}

static int hd_mtx_init(mtx_t *mutex, int type)
{
    uint64_t pc = CALL_PC();
    if (type & ~(mtx_recursive | mtx_timed))
        return thrd_error;
    uint64_t kind = type & mtx_recursive ? MUTEX_RECURSIVE : MUTEX_NORMAL;
    return result_of(mutex_do_init(mutex, kind, CALL_NAME, pc));
}

static void hd_mtx_destroy(mtx_t *mutex)
{
    mutex_do_destroy(mutex, CALL_NAME, CALL_PC());
}

static int hd_mtx_lock(mtx_t *mutex)
{
    return result_of(mutex_do(mutex, MUTEX_LOCK, CALL_NAME, CALL_PC()));
}

static int hd_mtx_trylock(mtx_t *mutex)
{
    return result_of(mutex_do(mutex, MUTEX_TRYLOCK, CALL_NAME, CALL_PC()));
}

static int hd_mtx_timedlock(mtx_t *mutex, const struct timespec *deadline)
{
    return result_of(
        mutex_do_timedlock(mutex, CLOCK_REALTIME, deadline, CALL_NAME, CALL_PC()));
}

static int hd_mtx_unlock(mtx_t *mutex)
{
    return result_of(mutex_do(mutex, MUTEX_UNLOCK, CALL_NAME, CALL_PC()));
}

static int hd_cnd_init(cnd_t *condition)
{
    return result_of(condition_do_init(condition, CLOCK_REALTIME, CALL_NAME, CALL_PC()));
}

static void hd_cnd_destroy(cnd_t *condition)
{
    condition_do_destroy(condition, CALL_NAME, CALL_PC());
}

static int hd_cnd_signal(cnd_t *condition)
{
    return result_of(condition_do_notify(condition, CONDITION_SIGNAL, CALL_NAME, CALL_PC()));
}

static int hd_cnd_broadcast(cnd_t *condition)
{
    return result_of(condition_do_notify(condition, CONDITION_BROADCAST, CALL_NAME, CALL_PC()));
}

static int hd_cnd_wait(cnd_t *condition, mtx_t *mutex)
{
    return result_of(condition_do_wait(condition, mutex, CALL_NAME, CALL_PC()));
}

static int hd_cnd_timedwait(cnd_t *condition, mtx_t *mutex, const struct timespec *deadline)
{
    return result_of(
        condition_do_timedwait(condition, mutex, NULL, deadline, CALL_NAME, CALL_PC()));
}

static int hd_tss_create(tss_t *key, tss_dtor_t destructor)
{
    uint64_t pc = CALL_PC();
    unsigned index;
    attach_check_pointer(key, CALL_NAME, pc);
    if (!key_new((uint64_t)(uintptr_t)destructor, &index))
        return thrd_error;
    cells_write(key, sizeof *key, pc);
    *key = index;
    return thrd_success;
}

static void hd_tss_delete(tss_t key)
{
    key_free(key);
}

static void *hd_tss_get(tss_t key)
{
    return (void *)(uintptr_t)key_get(key);
}

static int hd_tss_set(tss_t key, void *value)
{
    return key_set(key, (uint64_t)(uintptr_t)value) ? thrd_success : thrd_error;
}

static void hd_call_once(once_flag *flag, void (*routine)(void))
{
    once_do(flag, routine, CALL_NAME, CALL_PC());
}

#define TIMED "a timeout may happen at any moment (--timeouts)"

const struct surface_entry surface_c11_threads[] = {
    SURFACE(thrd_create, "threads.h", NULL),
    SURFACE(thrd_join, "threads.h", NULL),
    SURFACE(thrd_detach, "threads.h", NULL),
    SURFACE(thrd_exit, "threads.h", NULL),
    SURFACE(thrd_current, "threads.h", NULL),
    SURFACE(thrd_equal, "threads.h", NULL),
    SURFACE(thrd_yield, "threads.h", "a place where others may run"),
    SURFACE(mtx_init, "threads.h", NULL),
    SURFACE(mtx_destroy, "threads.h", NULL),
    SURFACE(mtx_lock, "threads.h", NULL),
    SURFACE(mtx_trylock, "threads.h", NULL),
    SURFACE(mtx_timedlock, "threads.h", TIMED),
    SURFACE(mtx_unlock, "threads.h", NULL),
    SURFACE(cnd_init, "threads.h", NULL),
    SURFACE(cnd_destroy, "threads.h", NULL),
    SURFACE(cnd_signal, "threads.h", "which waiter wakes is a choice"),
    SURFACE(cnd_broadcast, "threads.h", NULL),
    SURFACE(cnd_wait, "threads.h", "spurious wakeups are an option (--spurious)"),
    SURFACE(cnd_timedwait, "threads.h", TIMED),
    SURFACE(tss_create, "threads.h", NULL),
    SURFACE(tss_delete, "threads.h", NULL),
    SURFACE(tss_get, "threads.h", NULL),
    SURFACE(tss_set, "threads.h", NULL),
    SURFACE(call_once, "threads.h", NULL),
};
SURFACE_PART_COUNT(c11_threads);
