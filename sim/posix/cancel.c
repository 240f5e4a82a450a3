/* SPDX-License-Identifier: MIT */
/*
 * Cancellation and cleanup handlers.
 *
 * In C, glibc's pthread_cleanup_push saves the context with __sigsetjmp into a buffer on the
 * program's stack and links it with __pthread_register_cancel.  Unwinding jumps to the innermost
 * buffer; the code that the macro left there calls the handler, then __pthread_unwind_next.  With
 * -fexceptions the macro uses a variable with a destructor instead, which needs stack unwinding: not
 * modelled.
 */
#include "sim/posix/cancel.h"

#include "sim/direct.h"
#include "sim/learn/hooks.h"
#include "sim/objects/thread.h"
#include "sim/posix/attach.h"
#include "sim/posix/jump.h"
#include "sim/posix/once.h"
#include "sim/posix/posix.h"
#include "sim/posix/thread.h"
#include "sim/posix/thread_data.h"

#include <errno.h>
#include <pthread.h>

/* How glibc uses the fields of __pthread_unwind_buf_t that the macro leaves alone. */
enum { PAD_OUTER, PAD_TYPE };

static const void *own_state(void)
{
    struct object *object = object_get(call_machine(), call_task()->object);
    return object ? object_state(object) : NULL;
}

void thread_act_on_cancel(void)
{
    thread_do_exit((uint64_t)(uintptr_t)PTHREAD_CANCELED, call_task()->last_pc);
}

/* A loop of nothing but cancellation points waits for what they look at, too. */
void thread_test_cancel(void)
{
    struct direct *d = direct_running;
    if (learning())
        return; /* nobody is cancelled: that is not learned */
    const void *state = own_state();
    if (state == NULL)
        return;
    await_note_object(d, d->current, d->current->task.object);
    if (thread_is_cancelled(state))
        thread_act_on_cancel();
}

void thread_pause(uint64_t pc)
{
    if (learning())
        learn_refuse("a wait for signals");
    for (;;)
        cancel_unless(call_object(thread_object(pc), NULL, THREAD_PAUSE, 0, OP_CANCELLABLE, pc));
}

static void act_if_asynchronous(void)
{
    if (thread_is_cancelled_anywhere(own_state()))
        thread_act_on_cancel();
}

void cancel_unwind(void)
{
    struct thread_data *data = thread_data_find(call_task()->id);
    if (data == NULL)
        return;
    once_abandon(data, call_task()->last_pc);
    __pthread_unwind_buf_t *frame = data->cleanup;
    if (frame == NULL)
        return;
    data->cleanup = frame->__pad[PAD_OUTER];
    jump_to(frame->__cancel_jmp_buf, 1);
}

static void hd___pthread_register_cancel(__pthread_unwind_buf_t *frame)
{
    struct thread_data *data = thread_data_of(call_task()->id);
    frame->__pad[PAD_OUTER] = data->cleanup;
    data->cleanup = frame;
}

static void hd___pthread_unregister_cancel(__pthread_unwind_buf_t *frame)
{
    thread_data_of(call_task()->id)->cleanup = frame->__pad[PAD_OUTER];
}

static _Noreturn void hd___pthread_unwind_next(__pthread_unwind_buf_t *frame)
{
    (void)frame;
    thread_continue_exit();
}

/* Changes the flags in mask to flags; returns the old ones. */
static uint32_t set_flags(uint32_t mask, uint32_t flags, uint64_t pc)
{
    struct object *object = thread_object(pc);
    uint32_t old = thread_cancel_flags(object_state(object));
    return (uint32_t)call_object(object, NULL, THREAD_SET_CANCEL, (old & ~mask) | flags, OP_EAGER,
                                 pc);
}

static int write_old(int *to, int value, uint64_t pc)
{
    if (to) {
        cells_write(to, sizeof *to, pc);
        *to = value;
    }
    return 0;
}

static int old_type(uint32_t flags)
{
    return flags & THREAD_CANCEL_ASYNCHRONOUS ? PTHREAD_CANCEL_ASYNCHRONOUS
                                              : PTHREAD_CANCEL_DEFERRED;
}

static int hd_pthread_setcancelstate(int state, int *old)
{
    uint64_t pc = CALL_PC();
    if (state != PTHREAD_CANCEL_ENABLE && state != PTHREAD_CANCEL_DISABLE)
        return EINVAL;
    uint32_t wanted = state == PTHREAD_CANCEL_DISABLE ? THREAD_CANCEL_DISABLED : 0;
    uint32_t flags = set_flags(THREAD_CANCEL_DISABLED, wanted, pc);
    write_old(old,
              flags & THREAD_CANCEL_DISABLED ? PTHREAD_CANCEL_DISABLE : PTHREAD_CANCEL_ENABLE, pc);
    act_if_asynchronous();
    return 0;
}

static int hd_pthread_setcanceltype(int type, int *old)
{
    uint64_t pc = CALL_PC();
    if (type != PTHREAD_CANCEL_DEFERRED && type != PTHREAD_CANCEL_ASYNCHRONOUS)
        return EINVAL;
    uint32_t wanted = type == PTHREAD_CANCEL_ASYNCHRONOUS ? THREAD_CANCEL_ASYNCHRONOUS : 0;
    write_old(old, old_type(set_flags(THREAD_CANCEL_ASYNCHRONOUS, wanted, pc)), pc);
    act_if_asynchronous();
    return 0;
}

/* pthread_cleanup_push_defer_np and its pop. */
static void hd___pthread_register_cancel_defer(__pthread_unwind_buf_t *frame)
{
    uint64_t pc = CALL_PC();
    hd___pthread_register_cancel(frame);
    uint32_t old = set_flags(THREAD_CANCEL_ASYNCHRONOUS, 0, pc);
    frame->__pad[PAD_TYPE] = (void *)(uintptr_t)(old & THREAD_CANCEL_ASYNCHRONOUS);
}

static void hd___pthread_unregister_cancel_restore(__pthread_unwind_buf_t *frame)
{
    uint64_t pc = CALL_PC();
    hd___pthread_unregister_cancel(frame);
    set_flags(THREAD_CANCEL_ASYNCHRONOUS, (uint32_t)(uintptr_t)frame->__pad[PAD_TYPE], pc);
    act_if_asynchronous();
}

static void hd_pthread_testcancel(void)
{
    uint64_t pc = CALL_PC();
    cancel_unless(call_object(thread_object(pc), NULL, THREAD_TEST_CANCEL, 0, 0, pc));
}

/* In a loop like `for (;;);` it does not matter where the task ends. */
static bool loops_for_ever(struct object *thread)
{
    const struct task *task = call_machine()->tasks[thread_task(object_state(thread))];
    return task->state == TASK_PENDING && task->pending.kind == OP_FOREVER &&
           task->pending.arg == FOREVER_UNTIL_CANCELLED;
}

static int hd_pthread_cancel(pthread_t thread)
{
    uint64_t pc = CALL_PC();
    struct object *object = thread_of_handle(thread, CALL_NAME, pc);
    int result = (int)call_object(object, NULL, THREAD_CANCEL, 0, 0, pc);
    if (object->id == call_task()->object)
        act_if_asynchronous();
    else if (thread_is_cancelled_anywhere(object_state(object)) && !loops_for_ever(object))
        call_unsupported(pc, "pthread_cancel of another thread that has set "
                             "PTHREAD_CANCEL_ASYNCHRONOUS: it could end between any two "
                             "instructions; use deferred cancellation and pthread_testcancel");
    return result;
}

#define NO_UNWINDING "leave out -fexceptions: cleanup handlers of C work without it"

const struct surface_entry surface_cancellation[] = {
    SURFACE(pthread_cancel, "pthread.h", NULL),
    SURFACE(pthread_testcancel, "pthread.h", NULL),
    SURFACE(pthread_setcancelstate, "pthread.h", NULL),
    SURFACE(pthread_setcanceltype, "pthread.h",
            "asynchronous cancellation by another thread is modelled in loops like for (;;); only; "
            "elsewhere such a check ends as unsupported"),
    SURFACE_AS("__pthread_register_cancel", hd___pthread_register_cancel, "pthread.h",
               "pthread_cleanup_push"),
    SURFACE_AS("__pthread_unregister_cancel", hd___pthread_unregister_cancel, "pthread.h",
               "pthread_cleanup_pop"),
    SURFACE_AS("__pthread_unwind_next", hd___pthread_unwind_next, "pthread.h",
               "pthread_cleanup_push"),
    SURFACE_AS("__pthread_register_cancel_defer", hd___pthread_register_cancel_defer, "pthread.h",
               "pthread_cleanup_push_defer_np"),
    SURFACE_AS("__pthread_unregister_cancel_restore", hd___pthread_unregister_cancel_restore,
               "pthread.h", "pthread_cleanup_pop_restore_np"),
    SURFACE_NOT_YET("__pthread_cleanup_routine", "pthread.h", NO_UNWINDING),
    SURFACE_NOT_YET("__gcc_personality_v0", "unwind.h", NO_UNWINDING),
    SURFACE_NOT_YET("_Unwind_Resume", "unwind.h", NO_UNWINDING),
};
SURFACE_PART_COUNT(cancellation);
