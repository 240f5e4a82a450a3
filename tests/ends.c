/* SPDX-License-Identifier: MIT */
#include "tests/ends.h"

#include "base/str.h"
#include "checker/engines/brute.h"
#include "checker/execution.h"
#include "checker/states/explore.h"
#include "sim/learn/closure.h"
#include "sim/learn/registry.h"
#include "sim/objects/thread.h"

#include <stdio.h>
#include <string.h>

enum { PASSES_MAX = 100 };

/* Sets of texts. */

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void add(struct ends *ends, struct str *text)
{
    bool known = false;
    for (size_t i = 0; i < ends->texts.count && !known; i++)
        known = strcmp(ends->texts.items[i], str_text(text)) == 0;
    if (!known)
        vec_push(&ends->texts, memory_copy_text(str_text(text)));
    str_release(text);
}

static void clear(struct ends *ends)
{
    for (size_t i = 0; i < ends->texts.count; i++)
        free(ends->texts.items[i]);
    vec_clear(&ends->texts);
}

static void sort(struct ends *ends)
{
    if (ends->texts.count > 0)
        qsort(ends->texts.items, ends->texts.count, sizeof *ends->texts.items, compare);
}

static void write_bytes(struct str *text, const uint8_t *bytes, uint64_t count)
{
    str_append(text, " ");
    for (uint64_t i = 0; i < count; i++)
        str_printf(text, "%02x", bytes[i]);
}

/* Who is waited for, or where: objects of threads have no address. */
static void write_waiting(struct str *text, task_id task, const struct op *op,
                          const struct object *object)
{
    str_printf(text, "T%u ", task);
    if (op == NULL)
        str_append(text, "spins");
    else if (object == NULL)
        str_append(text, op_kind_name(op->kind));
    else if (object->ops == &thread_ops)
        str_printf(text, "%s T%u", object_verb(object, op), thread_task(object_state((void *)object)));
    else
        str_printf(text, "%s %s %llx", object_verb(object, op), object->ops->name,
                   (unsigned long long)(object->addr - WORLD_BASE));
    str_append(text, "; ");
}

/* Executions. */

static void note_execution(struct machine *m, const struct end_cells *cells, enum machine_end end,
                           struct ends *ends)
{
    struct str text = {0};
    for (size_t i = 0; i < m->findings.count; i++)
        if (m->findings.items[i].severity == SEVERITY_ERROR)
            ends->kinds |= 1u << m->findings.items[i].kind;
    if (end != END_FINISHED && end != END_EXITED && end != END_STUCK) {
        ends->complete &= end == END_VIOLATION;
        return;
    }
    for (uint32_t i = 0; i < m->task_limit && end == END_STUCK; i++) {
        const struct task *t = m->tasks[i];
        if (t->state == TASK_PENDING || t->state == TASK_AWAITING)
            write_waiting(&text, t->id, t->state == TASK_PENDING ? &t->pending : NULL,
                          object_get(m, t->pending.object));
    }
    for (size_t i = 0; i < cells->items.count; i++)
        write_bytes(&text, (const uint8_t *)cells->items.items[i].addr,
                    cells->items.items[i].bytes);
    add(ends, &text);
}

void ends_of_executions(struct machine *m, const struct end_cells *cells, uint64_t executions_max,
                        struct ends *ends)
{
    struct brute *brute = brute_new(BRUTE_UNBOUNDED);
    struct scheduler scheduler = brute_scheduler(brute);
    size_t promoted = m->promoted.count;
    *ends = (struct ends){.complete = true};
    for (uint64_t i = 0; i < executions_max && scheduler.ops->new_execution(scheduler.self); i++) {
        note_execution(m, cells, execution_run(m, scheduler), ends);
        if (m->promoted.count != promoted) {
            promoted = m->promoted.count;
            brute_restart(brute);
            clear(ends);
            ends->complete = true;
        }
    }
    ends->complete &= brute_is_exhausted(brute) && !brute_has_diverged(brute);
    scheduler_release(scheduler);
    sort(ends);
}

/* States. */

static void note_state(struct product *p, const struct witness *w, struct state *s,
                       const struct end_cells *cells, struct ends *ends)
{
    struct str text = {0};
    for (task_id t = 0; t < p->slot_count && w->kind == WITNESS_STUCK; t++) {
        const struct class *c = product_class(p, s, t);
        if (c == NULL)
            continue;
        const struct op *op = &c->op;
        struct object *stub = p->l->objects.items[registry_index(op->object)].stub;
        bool spins = !c->eager && product_entry(p, (uint32_t)(c - p->classes.items), s, false)
                                          .alternatives > 0;
        write_waiting(&text, t, spins ? NULL : op, op->object ? stub : NULL);
    }
    for (size_t i = 0; i < cells->items.count; i++) {
        uint8_t bytes[256];
        ASSERT_LE(cells->items.items[i].bytes, sizeof bytes);
        product_read(p, s, cells->items.items[i].addr, cells->items.items[i].bytes, bytes);
        write_bytes(&text, bytes, cells->items.items[i].bytes);
    }
    add(ends, &text);
}

static void note_witnesses(struct product *p, struct exploration *e,
                           const struct end_cells *cells, struct ends *ends)
{
    struct state s = {0};
    for (size_t i = 0; i < e->witnesses.count; i++) {
        const struct witness *w = &e->witnesses.items[i];
        if (w->kind == WITNESS_FINDING)
            continue;
        explore_state(e, w->state, &s);
        note_state(p, w, &s, cells, ends);
    }
    state_release(&s);
}

static enum explore_end explore_once(struct product *p, const struct end_cells *cells,
                                     struct ends *ends)
{
    const struct explore_options options = {.finished_max = UINT32_MAX,
                                            .growth_max_percent = 1000000};
    struct exploration e;
    product_classify(p, true);
    explore_init(&e, p, &options);
    while (explore_some(&e, 4096))
        ;
    enum explore_end end = e.end;
    ends->states = explore_states(&e);
    if (end == EXPLORE_COMPLETE)
        note_witnesses(p, &e, cells, ends);
    explore_release(&e);
    return end;
}

void ends_of_states(struct machine *m, const struct end_cells *cells, struct ends *ends)
{
    const char *why = NULL;
    *ends = (struct ends){0};
    struct learner *l = learner_new(m, &why);
    if (l == NULL) {
        ends->refused = memory_copy_text(why);
        return;
    }
    const struct closure_limits limits = closure_limits_default();
    struct product *p = product_new(l);
    p->races = false;
    closure_learn(p, &limits);
    enum explore_end end = EXPLORE_STALE;
    for (int i = 0; i < PASSES_MAX && end == EXPLORE_STALE && !p->promoted_grew; i++)
        end = explore_once(p, cells, ends);
    ends->complete = end == EXPLORE_COMPLETE && !l->shared_grew;
    if (p->refused)
        ends->refused = memory_copy_text(p->refused);
    product_free(p);
    learner_free(l);
    sort(ends);
}

/* Comparing. */

bool ends_are_equal(const struct ends *a, const struct ends *b)
{
    bool equal = a->texts.count == b->texts.count;
    for (size_t i = 0; i < a->texts.count && equal; i++)
        equal = strcmp(a->texts.items[i], b->texts.items[i]) == 0;
    return equal;
}

static void print_missing(const struct ends *a, const char *a_name, const struct ends *b)
{
    for (size_t i = 0; i < a->texts.count; i++)
        if (b->texts.count == 0 ||
            bsearch(&a->texts.items[i], b->texts.items, b->texts.count, sizeof *b->texts.items,
                    compare) == NULL)
            printf("      only %s: %s\n", a_name, a->texts.items[i]);
}

void ends_print_difference(const struct ends *a, const char *a_name, const struct ends *b,
                           const char *b_name)
{
    print_missing(a, a_name, b);
    print_missing(b, b_name, a);
}

void ends_release(struct ends *ends)
{
    clear(ends);
    vec_release(&ends->texts);
    free(ends->refused);
}
