/* SPDX-License-Identifier: MIT */
/*
 * From operation to operation.
 *
 * A task posts (direct_post): its context is saved and the handler `posted` runs on the host's stack.
 * It finishes the step that ends here, lets the picker choose the next one, performs it, and
 * continues that task at once, without a detour through whoever called machine_run.  The host's context is only
 * continued when the execution is over, or after every step if there is no picker (machine_step).
 *
 * d->special gathers all that is rare, so that the common case looks at one byte: no picker, an observer, no
 * choice yet (prelude.c), newborn tasks, a probe, the end of the task or of the execution, and that the
 * watch wants it (crash.c).
 */
#include "sim/direct.h"
#include "sim/buffer.h"
#include "sim/crash.h"
#include "sim/fiber.h"
#include "sim/perform.h"
#include "sim/perform_cell.h"
#include "sim/prelude.h"
#include "sim/step_deed.h"

_Thread_local struct direct *direct_running;

void direct_note_special(struct direct *d)
{
    d->special = d->picker == NULL || d->recording || d->machine.observer || d->weak ||
                 d->newborns.count > 0 || d->probing || d->ended || d->learner || d->stopping || d->inside ||
                 d->machine.end != END_NOT_YET;
}

/* Steps. */

static inline __attribute__((always_inline)) uint64_t perform(struct direct *d,
                                                             struct direct_task *t,
                                                             const struct op *op,
                                                             uint32_t alternative)
{
    uint64_t result;
    if (UNLIKELY(d->weak) && buffer_perform(d, t, &result))
        return result;
    return op_is_cell(op) ? perform_cell(d, t) : perform_op(d, t, op, alternative);
}

/* Performs t's pending operation; the caller continues t with the result. */
static inline __attribute__((always_inline)) uint64_t begin_step(struct direct *d,
                                                                 struct direct_task *t,
                                                                 uint32_t alternative, bool chosen)
{
    struct machine *m = &d->machine;
    const struct op *op = &t->task.pending;
    if (UNLIKELY(d->weak))
        buffer_show(t);
    if (UNLIKELY(m->observer != NULL))
        direct_begin_observation(d, t, alternative, chosen);
    if (UNLIKELY(d->deeds != NULL))
        step_deed_before(d, t);
    if (UNLIKELY(t->task.state == TASK_AWAITING))
        d->awaiting--;
    direct_enter(d, t);
    d->stepping = t;
    d->light_step = op_is_light(op);
    if (!d->light_step)
        d->eager_blocked = false;
    t->task.state = TASK_RUNNING;
    t->task.ops++;
    t->task.last_pc = op->pc;
    uint64_t result = perform(d, t, op, alternative);
    if (UNLIKELY(d->deeds != NULL))
        step_deed_after(d, t, result);
    m->steps++;
    if (UNLIKELY(m->observer != NULL))
        d->step.result = result;
    if (chosen) {
        d->choice.previous = t->task.id;
        d->choice.previous_enabled = true;
    }
    d->choice.step = m->steps;
    return result;
}

static struct fiber_resume to_host(struct direct *d)
{
    return (struct fiber_resume){d->host_sp, 0};
}

static struct fiber_resume to_task(const struct direct_task *t, uint64_t result)
{
    return (struct fiber_resume){t->sp, result};
}

/* Asks the picker where there is a choice, and records its answers.  NULL: it gave up. */
static inline __attribute__((always_inline)) struct direct_task *pick(struct direct *d,
                                                                      uint32_t *alternative)
{
    const struct picker *picker = d->picker;
    const struct enabled *picked = &d->enabled[0];
    if (d->choice.count > 1) {
        task_id id = picker->next_task(picker->self, &d->choice);
        if (picked->task != id) {
            const struct enabled *end = &d->enabled[d->choice.count];
            while (++picked < end && picked->task != id)
                ;
            if (UNLIKELY(picked == end))
                return NULL;
        }
        vec_push(&d->machine.schedule.picks, id);
    }
    *alternative = 0;
    if (UNLIKELY(picked->alternatives > 1)) {
        uint64_t drawn = picker->next_u64(picker->self, picked->alternatives);
        if (drawn >= picked->alternatives)
            return NULL;
        *alternative = (uint32_t)drawn;
        vec_push(&d->machine.schedule.picks, *alternative);
    }
    return direct_task(d, picked->task);
}

/* The picker does not pick. */
static struct fiber_resume give_up(struct direct *d)
{
    if (!d->picker->pauses)
        machine_end(&d->machine, END_ABANDONED);
    return to_host(d);
}

/* Makes the next step, whatever it takes, if there is a picker. */
static struct fiber_resume advance(struct direct *d)
{
    struct machine *m = &d->machine;
    struct direct_task *t;
    uint32_t alternative;
    bool chosen;
    do {
        t = NULL;
        alternative = 0;
        if (m->steps >= m->options.steps_max && m->end == END_NOT_YET)
            machine_end(m, END_CUT);
        if (!d->choice_valid && m->end == END_NOT_YET)
            t = direct_rebuild_choice(d);
        chosen = t == NULL;
        if (!chosen)
            break;
        if (m->end != END_NOT_YET || d->picker == NULL)
            return to_host(d);
        if (UNLIKELY(d->recording))
            prelude_end(d);
        t = pick(d, &alternative);
        if (t == NULL)
            return give_up(d);
    } while (UNLIKELY(d->weak) && direct_flushes(d, t, &alternative));
    uint64_t result = begin_step(d, t, alternative, chosen);
    if (UNLIKELY(m->end != END_NOT_YET)) {
        direct_end_observation(d);
        return to_host(d);
    }
    return to_task(t, result);
}

static struct fiber_resume run_newborn(struct direct *d)
{
    struct direct_task *child = direct_task(d, d->newborns.items[d->newborn_next++]);
    direct_announce(d, EVENT_TASK_CREATED, child);
    child->newborn = false;
    direct_enter(d, child);
    return to_task(child, 0);
}

/* The current task stopped, and something rare is to be done. */
static struct fiber_resume stopped(struct direct *d, struct direct_task *t)
{
    struct machine *m = &d->machine;
    if (d->learner)
        return to_host(d);
    d->choice_valid = false;
    d->eager_blocked = false;
    if (d->probing) {
        bool awaits = m->end == END_NOT_YET && await_probed(d, t);
        d->probing = false;
        direct_note_special(d);
        if (!awaits) {
            d->fuel = d->fuel_tank;
            return to_task(t, 0);
        }
    } else if (d->ended) {
        d->ended = false;
        direct_finish_task(d, t);
    } else if (m->end == END_NOT_YET) {
        t->task.state = TASK_PENDING;
        await_posted(d, t);
    }
    if (UNLIKELY(d->weak))
        buffer_stop(d, t);
    if (d->newborn_next < d->newborns.count && m->end == END_NOT_YET)
        return run_newborn(d);
    vec_clear(&d->newborns);
    d->newborn_next = 0;
    direct_note_special(d);
    direct_end_observation(d);
    if (UNLIKELY(d->stopping && m->end == END_NOT_YET))
        machine_end(m, END_INTERRUPTED);
    return advance(d);
}

/* The current task has posted an operation, and this is not the common case. */
static __attribute__((noinline)) struct fiber_resume posted(void)
{
    struct direct *d = direct_running;
    struct direct_task *t = d->current;
    if (d->special)
        return stopped(d, t);
    t->task.state = TASK_PENDING;
    await_posted(d, t);
    if (!d->light_step || d->awaiting > 0 || !op_is_light(&t->task.pending))
        d->choice_valid = false;
    if (t->task.pending.flags & OP_EAGER)
        d->eager_blocked = false;
    return advance(d);
}

/*
 * The current task has posted a light operation.  Runs on the host's stack.
 *
 * The common case: the step that it ends was light too, and nobody spins, so the enabled set is
 * what it was.
 */
static struct fiber_resume posted_light(void)
{
    struct direct *d = direct_running;
    struct direct_task *t = d->current;
    if (UNLIKELY(d->way != SHORT_WAY || d->machine.steps >= d->machine.options.steps_max))
        return posted();
    t->task.state = TASK_PENDING;
    if (!await_is_out_of_question(t)) {
        await_posted(d, t);
        if (UNLIKELY(t->task.state == TASK_AWAITING)) {
            d->choice_valid = false;
            return advance(d);
        }
    }
    uint32_t alternative;
    t = pick(d, &alternative);
    if (UNLIKELY(t == NULL))
        return give_up(d);
    if (UNLIKELY(!op_is_cell(&t->task.pending))) {
        uint64_t result = begin_step(d, t, alternative, true);
        return d->machine.end == END_NOT_YET ? to_task(t, result) : to_host(d);
    }
    direct_enter(d, t);
    d->stepping = t;
    t->task.state = TASK_RUNNING;
    t->task.ops++;
    t->task.last_pc = t->task.pending.pc;
    uint64_t result = perform_cell(d, t);
    d->choice.previous = t->task.id;
    d->choice.previous_enabled = true;
    d->choice.step = ++d->machine.steps;
    return to_task(t, result);
}

uint64_t direct_post(struct direct_task *t)
{
    return fiber_post(&t->sp, direct_running->host_sp, posted);
}

uint64_t direct_post_light(struct direct_task *t)
{
    return fiber_post(&t->sp, direct_running->host_sp, posted_light);
}

void direct_probe(struct direct_task *t)
{
    direct_running->probing = direct_running->special = true;
    fiber_post(&t->sp, direct_running->host_sp, posted);
}

_Noreturn void direct_leave(struct direct *d)
{
    void *nowhere;
    d->special = true;
    fiber_post(&nowhere, d->host_sp, posted);
    UNREACHABLE();
}

/* Continues a context, and whatever follows from it, until the host is wanted. */
static void run_until_host(struct direct *d, struct fiber_resume next)
{
    for (;;) {
        fiber_switch(&d->host_sp, next.context, next.value);
        if (LIKELY(!crash_happened()))
            break;
        crash_settle(d, d->current);
        d->special = true;
        next = stopped(d, d->current);
        if (next.context == d->host_sp)
            break;
    }
    d->host_sp = NULL;
}

void direct_start(struct direct *d, struct direct_task *t)
{
    d->stepping = NULL;
    d->light_step = false;
    direct_note_special(d);
    direct_enter(d, t);
    run_until_host(d, to_task(t, 0));
}

void direct_resume(struct direct *d, struct direct_task *t, uint64_t value)
{
    d->special = true;
    d->picker = NULL;
    direct_enter(d, t);
    d->fuel = INT32_MAX;
    d->prints = 0;
    run_until_host(d, to_task(t, value));
}

const struct choice *direct_choice(struct machine *m)
{
    struct direct *d = direct_of(m);
    ASSERT(d->choice_valid || m->end != END_NOT_YET);
    if (m->end != END_NOT_YET)
        d->choice.count = 0;
    return &d->choice;
}

/* From the host: the next step, unless that is the caller's to choose. */
static void go_on(struct direct *d)
{
    d->host_sp = NULL;
    struct fiber_resume next = advance(d);
    if (next.context)
        run_until_host(d, next);
}

void direct_step(struct machine *m, task_id task, uint32_t alternative)
{
    struct direct *d = direct_of(m);
    struct direct_task *t = direct_task(d, task);
    ASSERT(m->end == END_NOT_YET);
    direct_note_special(d);
    if (d->deeds)
        step_deed_begin(d);
    if (UNLIKELY(d->weak) && direct_flushes(d, t, &alternative)) {
        go_on(d);
        return;
    }
    uint64_t result = begin_step(d, t, alternative, true);
    if (m->end == END_NOT_YET)
        run_until_host(d, to_task(t, result));
    else
        direct_end_observation(d);
}

void direct_run(struct machine *m, const struct picker *picker)
{
    struct direct *d = direct_of(m);
    if (m->end != END_NOT_YET)
        return;
    d->picker = picker;
    direct_note_special(d);
    go_on(d);
    d->picker = NULL;
}
