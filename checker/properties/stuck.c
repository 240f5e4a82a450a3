/* SPDX-License-Identifier: MIT */
/*
 * Stuck: tasks are unfinished, and none can go on.
 *
 * One finding per execution.  Each wait is given a cause; the cause that explains the most decides
 * its kind and message, and every unfinished task is one of its sites:
 *
 *     self          a task waits for what it holds itself           deadlock
 *     cycle         tasks wait for each other                       deadlock
 *     owner ended   a task ended and took a lock with it            deadlock
 *     lost wakeup   a signal came when nobody waited for it, or     lost wakeup
 *                   woke the wrong one
 *     barrier       fewer arrive than it needs                      deadlock
 *     nobody        nobody is left to post, signal, write ...       deadlock
 *     spin          nobody is left to change what it reads          livelock
 *     forever       it loops without any operation                  livelock
 *     printing      it loops and prints, which may be meant         livelock, a warning
 *
 * A task that waits for one that waits (a join, a mutex of a stuck owner) explains nothing itself.
 */
#include "checker/properties/stuck.h"

#include "base/check.h"
#include "checker/properties/wait_graph.h"
#include "checker/properties/wait_words.h"
#include "sim/objects/barrier.h"
#include "sim/objects/condition.h"
#include "sim/objects/semaphore.h"
#include "sim/objects/thread.h"

/* In order of preference. */
enum cause {
    CAUSE_SELF,
    CAUSE_CYCLE,
    CAUSE_OWNER_ENDED,
    CAUSE_LOST_WAKEUP,
    CAUSE_BARRIER,
    CAUSE_NOBODY,
    CAUSE_SPIN,
    CAUSE_FOREVER,
    CAUSE_PRINTING,
    CAUSE_OTHER,
    CAUSES
};

static bool loops(enum cause cause)
{
    return cause == CAUSE_SPIN || cause == CAUSE_FOREVER || cause == CAUSE_PRINTING;
}

static enum finding_kind kind_of(enum cause cause)
{
    if (cause == CAUSE_LOST_WAKEUP)
        return FINDING_LOST_WAKEUP;
    return loops(cause) ? FINDING_LIVELOCK : FINDING_DEADLOCK;
}

/* The tasks that the finding is about, then the rest. */
struct diagnosis {
    struct wait_graph graph;
    enum cause cause;
    uint32_t *order; /* indices of graph.waits */
    uint32_t roots;  /* order[0 .. roots) are the cause */
};

static bool waits_for_unfinished(const struct wait_graph *g, const struct wait *w)
{
    for (uint32_t i = 0; i < g->count; i++)
        if (task_set_has(&w->blockers, g->waits[i].task))
            return true;
    return false;
}

/* Do tasks at different places wait on this condition variable, which has woken somebody before?
 * Then that was the wrong one. */
static bool woke_the_wrong_one(const struct wait_graph *g, const struct wait *w)
{
    uint64_t pc = g->machine->tasks[w->task]->pending.pc;
    if (!condition_has_woken(w->object->state))
        return false;
    for (uint32_t i = 0; i < g->count; i++)
        if (g->waits[i].kind == WAIT_ANYBODY && g->waits[i].object == w->object &&
            g->machine->tasks[g->waits[i].task]->pending.pc != pc)
            return true;
    return false;
}

static enum cause cause_of_anybody(const struct wait_graph *g, const struct wait *w)
{
    task_id last;
    if (w->object->ops == &barrier_ops)
        return CAUSE_BARRIER;
    if (w->object->ops != &condition_ops)
        return CAUSE_NOBODY;
    if (woke_the_wrong_one(g, w) || condition_lost(w->object->state, &last) > 0)
        return CAUSE_LOST_WAKEUP;
    return CAUSE_NOBODY;
}

static enum cause cause_of(const struct wait_graph *g, const struct wait *w)
{
    switch (w->kind) {
    case WAIT_TASKS:
        if (task_set_has(&w->blockers, w->task))
            return CAUSE_SELF;
        return waits_for_unfinished(g, w) ? CAUSE_OTHER : CAUSE_OWNER_ENDED;
    case WAIT_ANYBODY:
        return cause_of_anybody(g, w);
    case WAIT_SPIN:
        return CAUSE_SPIN;
    case WAIT_FOREVER:
        return CAUSE_FOREVER;
    case WAIT_PRINTING:
        return CAUSE_PRINTING;
    case WAIT_OTHER:
        return CAUSE_OTHER;
    }
    UNREACHABLE();
}

/* order = first all waits of the cause, then the others, both by task. */
static void order_by_cause(struct diagnosis *d)
{
    const struct wait_graph *g = &d->graph;
    d->cause = CAUSE_OTHER;
    for (uint32_t i = 0; i < g->count; i++) {
        enum cause cause = cause_of(g, &g->waits[i]);
        if (cause < d->cause)
            d->cause = cause;
    }
    uint32_t at = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < g->count; i++)
            if ((cause_of(g, &g->waits[i]) == d->cause) == (pass == 0))
                d->order[at++] = i;
        if (pass == 0)
            d->roots = at;
    }
}

/* order[0 .. roots) is the cycle: adds the tasks that are not on it. */
static void append_others(struct diagnosis *d)
{
    uint32_t at = d->roots;
    for (uint32_t i = 0; i < d->graph.count; i++) {
        bool is_root = false;
        for (uint32_t k = 0; k < d->roots; k++)
            is_root = is_root || d->order[k] == i;
        if (!is_root)
            d->order[at++] = i;
    }
}

static void diagnose(struct diagnosis *d, struct machine *m)
{
    wait_graph_build(&d->graph, m);
    d->order = arena_alloc(&m->arena, d->graph.count * sizeof *d->order);
    order_by_cause(d);
    if (d->cause == CAUSE_SELF)
        return;
    uint32_t *cycle = arena_alloc(&m->arena, d->graph.count * sizeof *cycle);
    uint32_t length = wait_graph_cycle(&d->graph, cycle);
    if (length > 0) {
        d->cause = CAUSE_CYCLE;
        d->order = cycle;
        d->roots = length;
        append_others(d);
    }
}

/* "holds a and waits for b" */
static void append_situation(struct str *out, const struct wait_graph *g, const struct wait *w)
{
    if (words_held(out, g, w->task) > 0)
        str_append(out, " and ");
    words_wait(out, g, w);
}

/* What somebody would have to do for the waits to end; the same verb for all roots, if it is. */
static const char *remedy(const struct diagnosis *d)
{
    const struct object_ops *ops = d->graph.waits[d->order[0]].object->ops;
    for (uint32_t i = 1; i < d->roots; i++)
        if (d->graph.waits[d->order[i]].object->ops != ops)
            return "wake";
    if (ops == &thread_ops)
        return "send one to"; /* a pause */
    if (ops == &semaphore_ops)
        return "post";
    return ops == &condition_ops ? "signal" : "wake";
}

static void append_lost(struct str *out, const struct wait_graph *g, const struct wait *w)
{
    task_id last;
    uint32_t lost = condition_lost(w->object->state, &last);
    if (woke_the_wrong_one(g, w)) {
        str_append(out, ": tasks that wait for different things share it, and a signal woke one "
                        "that could not go on");
        return;
    }
    if (lost == 1) {
        str_append(out, ": a signal by ");
        words_task(out, g, last);
    } else {
        str_printf(out, ": %u%s signals, the last by ", lost,
                   lost == CONDITION_LOST_MAX ? " or more" : "");
        words_task(out, g, last);
        str_append(out, ",");
    }
    str_append(out, " came when nobody waited");
}

/* What follows the situations of the roots. */
static void append_reason(struct str *out, const struct diagnosis *d)
{
    const char *what = d->roots == 1 ? "it" : "them";
    switch (d->cause) {
    case CAUSE_SELF:
        str_append(out, ", which it holds itself");
        break;
    case CAUSE_OWNER_ENDED:
        str_append(out, ", but who held it has ended without releasing it");
        break;
    case CAUSE_LOST_WAKEUP:
        append_lost(out, &d->graph, &d->graph.waits[d->order[0]]);
        str_printf(out, "; nobody is left to signal %s again", what);
        break;
    case CAUSE_BARRIER:
        str_append(out, ": nobody is left to arrive");
        break;
    case CAUSE_NOBODY:
        str_printf(out, ": nobody is left to %s %s", remedy(d), what);
        break;
    case CAUSE_SPIN:
        str_printf(out, ": nobody is left to change what %s",
                   d->roots == 1 ? "it reads" : "they read");
        break;
    case CAUSE_CYCLE:
    case CAUSE_FOREVER:
    case CAUSE_PRINTING:
    case CAUSE_OTHER:
    case CAUSES:
        break;
    }
}

/* How many tasks of the cause the message tells about; the sites have the rest. */
static uint32_t told(const struct diagnosis *d)
{
    enum { TOLD_MAX = 8 };
    if (d->cause == CAUSE_SELF)
        return 1;
    return d->roots < TOLD_MAX || d->cause == CAUSE_CYCLE ? d->roots : TOLD_MAX;
}

static const char *message_of(const struct diagnosis *d)
{
    const struct wait_graph *g = &d->graph;
    struct str text = {0};
    for (uint32_t i = 0; i < told(d); i++) {
        const struct wait *w = &g->waits[d->order[i]];
        if (i > 0)
            str_append(&text, "; ");
        words_task(&text, g, w->task);
        str_append(&text, " ");
        append_situation(&text, g, w);
        if (loops(d->cause))
            words_place(&text, g, g->machine->tasks[w->task]->pending.pc);
    }
    if (told(d) < d->roots && d->cause != CAUSE_SELF)
        str_printf(&text, "; and %u more tasks", d->roots - told(d));
    append_reason(&text, d);
    return words_keep(&text, g->machine);
}

static void add_site(struct finding *f, task_id task, uint64_t pc, const char *what)
{
    if (f->site_count < FINDING_SITES_MAX)
        f->sites[f->site_count++] = (struct finding_site){.task = task, .pc = pc, .what = what};
}

/* What the task waits for: an object, or the cell that it looks at. */
static void add_awaited(struct finding *f, const struct machine *m, const struct op *op)
{
    struct str name = {0};
    if (op->kind == OP_OBJECT && m->objects.items[op->object])
        machine_name_object(m, m->objects.items[op->object], &name);
    else if (op_is_cell(op))
        machine_name_addr(m, op->addr, op->bytes, &name);
    if (name.bytes > 0)
        finding_add_object(f, str_text(&name));
    str_release(&name);
}

/* Where the task waits, and where it took what it holds. */
static void add_sites(struct finding *f, const struct diagnosis *d, const struct wait *w)
{
    const struct wait_graph *g = &d->graph;
    const struct machine *m = g->machine;
    struct str what = {0};
    words_wait(&what, g, w);
    add_site(f, w->task, m->tasks[w->task]->pending.pc, words_keep(&what, g->machine));
    add_awaited(f, m, &m->tasks[w->task]->pending);
    for (size_t i = 1; i < m->objects.count; i++) {
        const struct object *object = m->objects.items[i];
        if (object == NULL || !wait_holds(object, w->task))
            continue;
        struct str taken = {0};
        str_append(&taken, "took ");
        machine_name_object(m, object, &taken);
        finding_add_object(f, str_text(&taken));
        add_site(f, w->task, object->changed_pc, words_keep(&taken, g->machine));
    }
}

static void judge(struct machine *m)
{
    struct diagnosis d = {0};
    diagnose(&d, m);
    if (d.graph.count == 0)
        return;
    struct finding finding = {
        .kind = kind_of(d.cause),
        .severity = d.cause == CAUSE_PRINTING ? SEVERITY_WARNING : SEVERITY_ERROR,
        .message = message_of(&d),
        .step = m->steps > 0 ? m->steps - 1 : 0,
    };
    for (uint32_t i = 0; i < d.graph.count; i++)
        add_sites(&finding, &d, &d.graph.waits[d.order[i]]);
    machine_report(m, &finding);
}

const struct property_ops stuck_property = {
    .name = "stuck",
    .summary = "no execution ends with tasks that wait for ever",
    .ends = ENDS_AT(END_STUCK),
    .judge = judge,
};
