/* SPDX-License-Identifier: MIT */
/* The states of a small product, and the steps between them. */
#include "checker/states/automata.h"

#include "checker/states/class_words.h"

#include <string.h>

struct listing {
    struct automata *a;
    struct exploration *e;
    struct product *p;
    const uint32_t *number; /* by class */
    uint8_t *varies;        /* by field: not the same in all states */
};

static void find_varying(struct listing *l)
{
    struct state first = {0}, s = {0};
    explore_state(l->e, 0, &first);
    state_fit(l->p, &first);
    for (uint64_t i = 1; i < explore_states(l->e); i++) {
        explore_state(l->e, i, &s);
        state_fit(l->p, &s);
        for (uint32_t f = 0; f < product_width(l->p); f++)
            l->varies[f] |= s.v[f] != first.v[f];
    }
    state_release(&first);
    state_release(&s);
}

static void write_places(const struct listing *l, const struct state *s, struct str *out)
{
    for (size_t i = 0; i < l->a->tasks.count; i++) {
        const struct automaton *t = &l->a->tasks.items[i];
        const struct class *c = product_class(l->p, s, t->slot);
        str_printf(out, "%s%s ", i > 0 ? ", " : "", t->task);
        if (c)
            str_printf(out, "%u", l->number[c - l->p->classes.items] + 1);
        else
            str_append(out, s->v[l->p->slots[t->slot].task_field] == SLOT_ENDED ? "ended" : "-");
    }
}

static void write_cell(const struct product *p, const struct state *s, const struct cell *cell,
                       struct str *out)
{
    uint64_t raw = 0;
    const struct machine *m = &p->l->d->machine;
    memcpy(&raw, blob_set_get(&p->fields.items[cell->field].values, s->v[cell->field], NULL),
           cell->bytes);
    str_append(out, out->bytes > 0 ? "\n" : "");
    machine_name_addr(m, cell->addr, cell->bytes, out);
    str_append(out, " = ");
    machine_name_value(m, cell->addr, cell->bytes, raw, out);
}

/* Cells on stacks have no names. */
static void write_memory(const struct listing *l, const struct state *s, struct str *out)
{
    struct product *p = l->p;
    for (size_t i = 0; i < p->cells.count; i++)
        if (l->varies[p->cells.items[i].field] && !world_in_stacks(p->cells.items[i].addr))
            write_cell(p, s, &p->cells.items[i], out);
    for (uint32_t i = 1; i < p->object_fields.count; i++) {
        uint32_t field = p->object_fields.items[i];
        if (field == 0 || !l->varies[field] || p->l->objects.items[i].kind == NULL)
            continue;
        str_append(out, out->bytes > 0 ? "\n" : "");
        class_words_object(p, s, i, out);
    }
}

static bool is_inside(const struct listing *l, const struct state *s)
{
    for (size_t i = 0; i < l->a->tasks.count; i++) {
        const struct automaton *t = &l->a->tasks.items[i];
        const struct class *c = product_class(l->p, s, t->slot);
        if (c && t->nodes.items[l->number[c - l->p->classes.items]].critical)
            return true;
    }
    return false;
}

static char *step_text(const struct listing *l, const struct state *s, const struct automaton *t,
                       uint32_t alternative)
{
    struct str text = {0};
    str_printf(&text, "%s: ", t->task);
    if (alternative < buffers_flushable(l->p, s, t->slot))
        class_words_flush(l->p, buffers_next(l->p, s, t->slot, alternative), &text);
    else
        class_words_operation(l->p, product_class(l->p, s, t->slot), &text);
    return str_take(&text);
}

/* Steps of the task that show an error lead nowhere. */
static void add_failures(struct listing *l, struct state *s, uint32_t from, uint32_t task)
{
    const struct automaton *t = &l->a->tasks.items[task];
    uint32_t alternatives = product_alternatives(l->p, s, t->slot, false);
    for (uint32_t i = 0; i < alternatives; i++) {
        char *what = step_text(l, s, t, i);
        enum step_status status = product_step(l->p, s, t->slot, i, false);
        uint32_t kind = l->p->found.kind;
        product_undo(l->p, s);
        if (status != STEP_FINDING) {
            free(what);
            continue;
        }
        struct product_edge failed = {.from = from, .to = from, .task = task, .what = what};
        failed.failure = memory_copy_text(finding_kind_name((enum finding_kind)kind));
        vec_push(&l->a->steps, failed);
    }
}

static void add_state(struct listing *l, uint32_t index, struct state *s)
{
    struct str places = {0}, memory = {0};
    write_places(l, s, &places);
    write_memory(l, s, &memory);
    struct product_node node = {
        .places = str_take(&places),
        .memory = str_take(&memory),
        .critical = is_inside(l, s),
        .finished = product_unfinished(l->p, s) == 0 || s->v[l->p->exited_field] != 0,
    };
    vec_push(&l->a->product, node);
    for (uint32_t t = 0; t < l->a->tasks.count; t++)
        add_failures(l, s, index, t);
}

static uint32_t task_of(const struct automata *a, task_id slot)
{
    uint32_t i = 0;
    while (a->tasks.items[i].slot != slot)
        i++;
    return i;
}

static void add_steps(struct listing *l)
{
    struct edge_list edges = {0};
    struct state s = {0};
    explore_edges(l->e, &edges);
    for (size_t i = 0; i < edges.count; i++) {
        uint32_t task = task_of(l->a, edges.task.items[i]);
        explore_state(l->e, edges.from.items[i], &s);
        state_fit(l->p, &s);
        struct product_edge step = {
            .from = edges.from.items[i],
            .to = edges.target.items[i],
            .task = task,
            .what = step_text(l, &s, &l->a->tasks.items[task], edges.alternative.items[i]),
        };
        vec_push(&l->a->steps, step);
    }
    edge_list_release(&edges);
    state_release(&s);
}

static void mark_stuck(struct listing *l)
{
    for (size_t i = 0; i < l->e->witnesses.count; i++)
        if (l->e->witnesses.items[i].kind == WITNESS_STUCK)
            l->a->product.items[l->e->witnesses.items[i].state].stuck = true;
}

void automata_collect_product(struct automata *a, struct exploration *e, const uint32_t *number)
{
    struct listing l = {.a = a, .e = e, .p = e->product, .number = number};
    l.varies = memory_new(product_width(l.p) + 1, 1);
    find_varying(&l);
    add_steps(&l);
    struct state s = {0};
    for (uint32_t i = 0; i < explore_states(e); i++) {
        explore_state(e, i, &s);
        state_fit(l.p, &s);
        add_state(&l, i, &s);
    }
    mark_stuck(&l);
    state_release(&s);
    free(l.varies);
}
