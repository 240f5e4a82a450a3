/* SPDX-License-Identifier: MIT */
#include "sim/posix/once.h"

#include "sim/objects/once.h"
#include "sim/posix/attach.h"
#include "sim/posix/posix.h"
#include "sim/posix/thread_data.h"

#include <pthread.h>

static enum life classify(const void *memory, uint64_t *attributes)
{
    (void)attributes;
    return attach_is_zeroed(memory, sizeof(pthread_once_t)) ? LIFE_READY : LIFE_RAW;
}

/* The tag takes all of it. */
static const struct attachment once_controls = {
    .ops = &once_ops,
    .bytes = sizeof(pthread_once_t),
    .tag_offset = 0,
    .classify = classify,
};

int once_do(void *control, void (*routine)(void), const char *function, uint64_t pc)
{
    struct object *object = attach(&once_controls, control, function, pc);
    if (call_object(object, NULL, ONCE_ENTER, 0, 0, pc) != ONCE_RUN)
        return 0;
    struct thread_data *data = thread_data_of(call_task()->id);
    struct once_run run = {object, data->cleanup, data->once};
    data->once = &run;
    routine();
    data->once = run.outer;
    call_object(object, NULL, ONCE_DONE, 0, 0, pc);
    return 0;
}

void once_abandon(struct thread_data *data, uint64_t pc)
{
    while (data->once && data->once->cleanup == data->cleanup) {
        struct object *object = data->once->object;
        data->once = data->once->outer;
        call_object(object, NULL, ONCE_ABANDON, 0, 0, pc);
    }
}

static int hd_pthread_once(pthread_once_t *control, void (*routine)(void))
{
    return once_do(control, routine, CALL_NAME, CALL_PC());
}

const struct surface_entry surface_once[] = {
    SURFACE(pthread_once, "pthread.h", NULL),
};
SURFACE_PART_COUNT(once);
