/* SPDX-License-Identifier: MIT */
#include "sim/section.h"

#include "sim/direct.h"
#include "sim/history.h"
#include "sim/learn/hooks.h"

static int *depth_of(const struct direct_task *t)
{
    return (int *)t->stack.depth;
}

void section_begin(uint64_t pc)
{
    struct direct *d = direct_running;
    struct direct_task *t = d->current;
    if (*depth_of(t) == 0) {
        if (d->weak)
            call_unsupported(pc, "an atomic section under a memory model other than sc");
        const struct op op = {.kind = OP_ATOMIC, .pc = pc};
        call_perform(&op);
    }
    ++*depth_of(t);
}

void section_enter(struct direct *d, struct direct_task *t)
{
    clock_join(&d->machine.arena, &t->clock, d->sections);
    d->inside = t;
}

void section_access(struct direct *d, struct direct_task *t, uint64_t addr, uint64_t bytes,
                    bool write, uint64_t pc)
{
    t->task.last_pc = pc;
    if (write) {
        history_write(d, t, addr, bytes, ACCESS_VOLATILE, pc);
        vec_push(&d->inside_writes, addr);
        t->effect = true;
    } else {
        history_read(d, t, addr, bytes, ACCESS_VOLATILE, pc);
        history_acquire(d, t, addr, __ATOMIC_ACQUIRE);
        await_note_read(d, t, addr, bytes, ACCESS_VOLATILE);
    }
}

/* Whoever reads what was written to a volatile cell knows all of the section: it read it after its end. */
static void release_writes(struct direct *d, struct direct_task *t)
{
    for (size_t i = 0; i < d->inside_writes.count; i++)
        history_release(d, t, d->inside_writes.items[i], __ATOMIC_RELEASE, false);
    vec_clear(&d->inside_writes);
}

void section_leave(struct direct *d, struct direct_task *t)
{
    release_writes(d, t);
    clock_join(&d->machine.arena, &d->sections, t->clock);
    direct_advance_epoch(t);
    d->inside = NULL;
    d->choice_valid = d->eager_blocked = false;
    direct_note_special(d);
}

static void leave(void *direct)
{
    struct direct *d = direct;
    section_leave(d, d->current);
}

void section_end(uint64_t pc)
{
    struct direct *d = direct_running;
    int *depth = depth_of(d->current);
    if (*depth == 0)
        call_report(FINDING_MISUSE, SEVERITY_ERROR, pc,
                    "an atomic section ends that did not begin");
    if (--*depth == 0 && !learning())
        call_on_host(leave, d);
}
