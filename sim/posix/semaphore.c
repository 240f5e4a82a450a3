/* SPDX-License-Identifier: MIT */
#include "sim/posix/semaphore.h"

#include "sim/objects/semaphore.h"
#include "sim/posix/attach.h"
#include "sim/posix/attribute.h"
#include "sim/posix/cancel.h"
#include "sim/posix/deadline.h"
#include "sim/posix/posix.h"

#include <errno.h>
#include <limits.h>

static enum life classify(const void *memory, uint64_t *attributes)
{
    (void)attributes;
    return attach_is_zeroed(memory, sizeof(sem_t)) ? LIFE_ZEROED : LIFE_RAW;
}

/* glibc uses the first half of a sem_t; its value is mirrored there. */
static const struct attachment semaphores = {
    .ops = &semaphore_ops,
    .bytes = sizeof(sem_t),
    .tag_offset = sizeof(sem_t) - sizeof(uint32_t),
    .mirror_bytes = sizeof(uint32_t),
    .classify = classify,
};

static struct object *semaphore_at(sem_t *semaphore, const char *function, uint64_t pc)
{
    if (semaphore_is_handle(semaphore))
        return semaphore_of_handle(semaphore, function, pc);
    return attach(&semaphores, semaphore, function, pc);
}

/*
 * Performs the verb, twice if the first time only said that nobody had initialised the semaphore.
 */
static uint64_t perform(struct object *object, uint16_t verb, uint8_t flags, uint64_t pc)
{
    uint64_t result = call_object(object, NULL, verb, 0, flags, pc);
    if (result == SEMAPHORE_RETRY)
        result = call_object(object, NULL, verb, 0, flags, pc);
    return flags & OP_CANCELLABLE ? cancel_unless(result) : result;
}

/* An errno becomes -1, as sem_* return it. */
static int finish(uint64_t error)
{
    if (error == 0)
        return 0;
    *call_errno() = (int)error;
    return -1;
}

static int hd_sem_init(sem_t *semaphore, int shared, unsigned value)
{
    uint64_t pc = CALL_PC();
    (void)shared;
    if (value > SEM_VALUE_MAX)
        return finish(EINVAL);
    struct object *object = attach_to_initialise(&semaphores, semaphore, CALL_NAME, pc);
    return finish(call_object(object, NULL, SEMAPHORE_INIT, value, 0, pc));
}

static int hd_sem_destroy(sem_t *semaphore)
{
    uint64_t pc = CALL_PC();
    if (semaphore_is_handle(semaphore))
        call_report(FINDING_MISUSE, SEVERITY_ERROR, pc,
                    "sem_destroy of a named semaphore; it takes sem_close");
    struct object *object = semaphore_at(semaphore, CALL_NAME, pc);
    if (perform(object, SEMAPHORE_DESTROY, 0, pc) == 0)
        attach_end(&semaphores, object);
    return 0;
}

static int hd_sem_wait(sem_t *semaphore)
{
    uint64_t pc = CALL_PC();
    struct object *object = semaphore_at(semaphore, CALL_NAME, pc);
    return finish(perform(object, SEMAPHORE_WAIT, OP_CANCELLABLE, pc));
}

static int hd_sem_trywait(sem_t *semaphore)
{
    uint64_t pc = CALL_PC();
    return finish(perform(semaphore_at(semaphore, CALL_NAME, pc), SEMAPHORE_TRYWAIT, 0, pc));
}

static int hd_sem_post(sem_t *semaphore)
{
    uint64_t pc = CALL_PC();
    return finish(perform(semaphore_at(semaphore, CALL_NAME, pc), SEMAPHORE_POST, 0, pc));
}

static int timed_wait(sem_t *semaphore, clockid_t clock, const struct timespec *deadline,
                      const char *function, uint64_t pc)
{
    struct object *object = semaphore_at(semaphore, function, pc);
    if (!deadline_is_valid(deadline, function, pc))
        return finish(EINVAL);
    uint64_t result = perform(object, SEMAPHORE_WAIT, OP_TIMED | OP_CANCELLABLE, pc);
    if (result == ETIMEDOUT)
        deadline_pass(clock, deadline);
    return finish(result);
}

static int hd_sem_timedwait(sem_t *semaphore, const struct timespec *deadline)
{
    return timed_wait(semaphore, CLOCK_REALTIME, deadline, CALL_NAME, CALL_PC());
}

static int hd_sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *deadline)
{
    uint64_t pc = CALL_PC();
    if (!deadline_clock_is_valid(clock))
        return finish(EINVAL);
    return timed_wait(semaphore, clock, deadline, CALL_NAME, pc);
}

static int hd_sem_getvalue(sem_t *semaphore, int *value)
{
    uint64_t pc = CALL_PC();
    attach_check_pointer(value, CALL_NAME, pc);
    struct object *object = semaphore_at(semaphore, CALL_NAME, pc);
    uint64_t result = call_object(object, NULL, SEMAPHORE_VALUE, 0, 0, pc);
    return attribute_answer(value, (int)result, CALL_NAME, pc);
}

const struct surface_entry surface_semaphores[] = {
    SURFACE(sem_init, "semaphore.h", NULL),
    SURFACE(sem_destroy, "semaphore.h", NULL),
    SURFACE(sem_wait, "semaphore.h", "which of several waiting threads goes on is a choice"),
    SURFACE(sem_trywait, "semaphore.h", NULL),
    SURFACE(sem_timedwait, "semaphore.h", "a timeout may happen at any moment (--timeouts)"),
    SURFACE(sem_clockwait, "semaphore.h", "a timeout may happen at any moment (--timeouts)"),
    SURFACE(sem_post, "semaphore.h", NULL),
    SURFACE(sem_getvalue, "semaphore.h", NULL),
    SURFACE(sem_open, "semaphore.h", "names last for one execution; the mode is ignored"),
    SURFACE(sem_close, "semaphore.h", NULL),
    SURFACE(sem_unlink, "semaphore.h", NULL),
};
SURFACE_PART_COUNT(semaphores);
