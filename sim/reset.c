/* SPDX-License-Identifier: MIT */
/* A new execution: everything that the last one changed is put back. */
#include "sim/direct.h"
#include "sim/heap_state.h"
#include "sim/prelude.h"
#include "sim/process.h"

#include <sys/mman.h>

enum { FUEL_TANK = 512 };

/* All but the first `kept` granules. */
static void restore_data(struct direct *d, size_t kept)
{
    const struct program *p = d->machine.program;
    if (UNLIKELY(p->unannounced)) {
        ASSERT_EQ(kept, 0);
        memcpy((void *)p->data_start, p->pristine, p->data_end - p->data_start);
    }
    for (size_t i = kept; i < d->dirty.count; i++) {
        uint64_t from = d->dirty.items[i], to = from + GRANULE_BYTES;
        if (LIKELY(from >= p->data_start && to <= p->data_end)) {
            memcpy((void *)from, p->pristine + (from - p->data_start), GRANULE_BYTES);
            continue;
        }
        from = from < p->data_start ? p->data_start : from;
        to = to > p->data_end ? p->data_end : to;
        memcpy((void *)from, p->pristine + (from - p->data_start), to - from);
    }
    d->dirty.count = kept;
}

static void clear_stacks(struct direct *d)
{
    struct machine *m = &d->machine;
    for (uint32_t i = 0; i < m->task_limit; i++) {
        struct direct_task *t = direct_task(d, (task_id)i);
        t->task.state = TASK_FREE;
        if (!t->stack_used)
            continue;
        stack_clear(&t->stack, prelude_stack_start(d, t));
        t->stack_used = false;
    }
    m->task_limit = 0;
}

static void set_marks(const struct promotion *promoted, bool on)
{
    struct shadow *s = shadow_of(promoted->addr);
    s->facts = (uint8_t)(on ? s->facts | promoted->mask : s->facts & ~promoted->mask);
}

/* Puts the promotions found so far (or those of a recorded schedule) in force. */
static void apply_promotions(struct direct *d)
{
    struct machine *m = &d->machine;
    if (m->promoted_replaced) {
        for (size_t i = 0; i < d->learned.count; i++)
            set_marks(&d->learned.items[i], false);
        for (size_t i = 0; i < d->promoted_marked.count; i++)
            set_marks(&d->promoted_marked.items[i], false);
        vec_clear(&d->promoted_marked);
        vec_clear(&m->schedule.promoted);
        d->stacks_with_facts = (struct task_set){0};
        m->promoted_replaced = false;
    }
    for (size_t i = d->promoted_marked.count; i < m->promoted.count; i++) {
        struct promotion promoted = m->promoted.items[i];
        set_marks(&promoted, true);
        access_note_facts(d, promoted.addr);
        vec_push(&d->promoted_marked, promoted);
        vec_push(&m->schedule.promoted, promoted);
    }
    d->prints_visibly = machine_output_is_visible(m);
    vec_clear(&d->learned);
}

/*
 * Generations go on from one machine of the process to the next, whose shadow memory is the same.  After
 * 2^32 executions they start anew: no shadow may look current.
 */
static void next_generation(struct direct *d)
{
    static uint32_t newest;
    d->generation = ++newest;
    if (LIKELY(d->generation != 0))
        return;
    madvise((void *)SHADOW_BASE, WORLD_BYTES / GRANULE_BYTES * sizeof(struct shadow),
            MADV_DONTNEED);
    d->generation = newest = 1;
    for (size_t i = 0; i < d->promoted_marked.count; i++)
        set_marks(&d->promoted_marked.items[i], true);
}

static void forget_execution(struct direct *d)
{
    struct machine *m = &d->machine;
    restore_data(d, prelude_dirty_count(d));
    clear_stacks(d);
    heap_reset(d);
    if (d->arguments_dirty)
        process_restore_arguments(d);
    posix_reset(m);
    arena_reset(&m->arena);
    next_generation(d);
    apply_promotions(d);
    m->end = END_NOT_YET;
    m->exit_status = 0;
    m->exit_by_abort = false;
    m->unsupported = m->hung = NULL;
    m->steps = 0;
    m->timeouts = m->spurious = 0;
    vec_clear(&m->findings);
    vec_clear(&m->schedule.picks);
    m->schedule.endless_steps = m->schedule.cycle_steps = 0;
    str_clear(&m->output);
    m->output_cut = false;
    m->output_total = 0;
    m->objects.count = 1;
    d->extras.count = 1;
    vec_clear(&d->newborns);
    d->awaiting = 0;
    d->inside = NULL;
    vec_clear(&d->inside_writes);
    d->sections = NULL;
    d->serials = 0;
    d->prints = 0;
    d->print_step = 0;
    d->fuel_tank = FUEL_TANK;
    d->ended = d->probing = d->stopping = false;
    memset(d->slots, 0, sizeof d->slots);
    d->choice = (struct choice){.enabled = d->enabled, .previous = TASK_NONE};
    d->choice_valid = d->eager_blocked = false;
}

void direct_reset(struct machine *m)
{
    struct direct *d = direct_of(m);
    bool repeats = prelude_is_usable(d);
    forget_execution(d);
    if (repeats) {
        prelude_repeat(d);
        return;
    }
    prelude_begin(d);
    if (m->observer && m->observer->on_reset)
        m->observer->on_reset(m->observer_self);
    direct_start(d, direct_new_main(d, process_main));
}

void direct_restore(struct direct *d)
{
    prelude_forget(d);
    restore_data(d, 0);
    clear_stacks(d);
    d->machine.promoted_replaced = true;
    vec_clear(&d->machine.promoted);
    apply_promotions(d);
}
