/* SPDX-License-Identifier: MIT */
#include "checker/states/automata.h"

#include "checker/states/class_words.h"
#include "sim/debuginfo.h"

#include <string.h>

enum { RESULTS_SHOWN = 4 };

/* The automata being collected. */
struct collection {
    struct automata *a;
    struct product *p;
    uint32_t *number;  /* by class: its node, BLOB_NONE until it is reached */
    uint8_t *critical; /* by class */
    VEC(uint32_t) order; /* classes of the present task, by number */
};

static bool is_drawn(const struct collection *c, const struct class_edge *edge)
{
    return edge->taken || !c->a->complete;
}

static void reach(struct collection *c, uint32_t class)
{
    if (c->number[class] != BLOB_NONE)
        return;
    c->number[class] = (uint32_t)c->order.count;
    vec_push(&c->order, class);
}

/* Results in order of size, not in the order in which they came up: tasks that do the same look the same. */
static int compare_edges(const void *a, const void *b, void *product)
{
    const struct class_edge *x = a, *y = b;
    struct product *p = product;
    size_t count[2];
    const uint8_t *first = blob_set_get(&p->l->results, x->result, &count[0]);
    const uint8_t *second = blob_set_get(&p->l->results, y->result, &count[1]);
    if (count[0] != count[1])
        return count[0] < count[1] ? -1 : 1;
    for (size_t i = count[0]; i-- > 0;)
        if (first[i] != second[i])
            return first[i] < second[i] ? -1 : 1;
    return 0;
}

static void sort_edges(struct product *p)
{
    for (size_t i = 0; i < p->classes.count; i++) {
        struct class *c = &p->classes.items[i];
        if (c->edges.count > 1)
            qsort_r(c->edges.items, c->edges.count, sizeof *c->edges.items, compare_edges, p);
    }
}

/* Breadth first from where the task starts. */
static void number_nodes(struct collection *c, task_id slot)
{
    const struct product *p = c->p;
    const struct slot_classes *sc = &p->slots[slot];
    vec_clear(&c->order);
    for (size_t i = 0; i < sc->classes.count; i++)
        if (p->classes.items[sc->classes.items[i]].starts)
            reach(c, sc->classes.items[i]);
    for (size_t i = 0; i < c->order.count; i++) {
        const struct class *from = &p->classes.items[c->order.items[i]];
        for (size_t k = 0; k < from->edges.count; k++)
            if (is_drawn(c, &from->edges.items[k]))
                reach(c, from->edges.items[k].next);
    }
}

static char *failure_of(const struct product *p, const struct class *c)
{
    if (c->kind == NODE_FAILED)
        return memory_copy_text(finding_kind_name((enum finding_kind)c->finding));
    if (c->kind == NODE_HUNG)
        return memory_copy_text("computes for ever");
    if (c->kind == NODE_REFUSED && c->text != BLOB_NONE)
        return memory_copy_text(blob_set_get(&p->l->texts, c->text, NULL));
    return c->kind == NODE_REFUSED ? memory_copy_text("cannot be learned") : NULL;
}

static bool goes_on(const struct collection *c, const struct class *class)
{
    bool drawn = false;
    for (size_t i = 0; i < class->edges.count; i++)
        drawn |= is_drawn(c, &class->edges.items[i]);
    return drawn;
}

static char *pending_of(const struct collection *c, const struct class *class)
{
    struct str text = {0};
    if (class->kind != NODE_PENDING || goes_on(c, class))
        return NULL;
    str_append(&text, c->a->complete ? "never: " : "not looked at: ");
    class_words_operation(c->p, class, &text);
    return str_take(&text);
}

static void add_nodes(struct collection *c, struct automaton *out)
{
    for (size_t i = 0; i < c->order.count; i++) {
        uint32_t id = c->order.items[i];
        const struct class *class = &c->p->classes.items[id];
        bool pending = class->kind == NODE_PENDING;
        struct automaton_node node = {
            .starts = class->starts,
            .ends = pending && (class->op.kind == OP_END || class->op.kind == OP_EXIT),
            .critical = c->critical[id] != 0,
            .failure = failure_of(c->p, class),
        };
        node.pending = node.ends ? NULL : pending_of(c, class);
        vec_push(&out->nodes, node);
    }
}

/* Does what it returns decide where it goes? */
static bool branches(const struct collection *c, const struct class *from)
{
    uint32_t first = BLOB_NONE;
    for (size_t i = 0; i < from->edges.count; i++) {
        const struct class_edge *edge = &from->edges.items[i];
        if (!is_drawn(c, edge))
            continue;
        if (first != BLOB_NONE && edge->next != first)
            return true;
        first = edge->next;
    }
    return false;
}

/* The results that lead from there to `to`, of those that were taken or of the others. */
static void write_results(const struct collection *c, const struct class *from, uint32_t to,
                          bool taken, struct str *out)
{
    uint32_t count = 0;
    for (size_t i = 0; i < from->edges.count; i++) {
        const struct class_edge *edge = &from->edges.items[i];
        if (edge->next != to || edge->taken != taken || !is_drawn(c, edge))
            continue;
        if (count == RESULTS_SHOWN)
            str_append(out, ", ...");
        if (count++ >= RESULTS_SHOWN)
            continue;
        str_append(out, count == 1 ? "" : ", ");
        class_words_result(c->p, from, edge, out);
    }
}

static char *edge_text(const struct collection *c, const struct class *from,
                       const struct class_edge *edge)
{
    struct str text = {0};
    class_words_operation(c->p, from, &text);
    if (from->op.kind == OP_SPAWN)
        str_append(&text, " ");
    else if (class_words_has_result(from) && branches(c, from))
        str_append(&text, from->op.kind == OP_OBJECT ? " returns " : " = ");
    else
        return str_take(&text);
    write_results(c, from, edge->next, edge->taken, &text);
    return str_take(&text);
}

/* Is there an earlier one that is drawn as the same arrow? */
static bool is_drawn_already(const struct class *from, size_t index)
{
    const struct class_edge *edge = &from->edges.items[index];
    for (size_t i = 0; i < index; i++)
        if (from->edges.items[i].next == edge->next && from->edges.items[i].taken == edge->taken)
            return true;
    return false;
}

static void add_edges(struct collection *c, struct automaton *out)
{
    for (size_t i = 0; i < c->order.count; i++) {
        const struct class *from = &c->p->classes.items[c->order.items[i]];
        for (size_t k = 0; k < from->edges.count; k++) {
            const struct class_edge *edge = &from->edges.items[k];
            if (!is_drawn(c, edge) || is_drawn_already(from, k))
                continue;
            struct str site = {0};
            class_words_site(c->p, from, &site);
            struct automaton_edge new = {
                .from = (uint32_t)i,
                .to = c->number[edge->next],
                .what = edge_text(c, from, edge),
                .site = str_take(&site),
                .local = from->local,
                .taken = edge->taken,
            };
            vec_push(&out->edges, new);
        }
    }
}

/* Of the tasks that were created in this slot, the first one's. */
static char *function_of(const struct product *p, task_id slot)
{
    struct debuginfo *info = debuginfo_of(p->l->d->machine.program);
    for (size_t i = 0; i < p->classes.count; i++) {
        const struct class *c = &p->classes.items[i];
        for (size_t k = 0; k < c->edges.count && c->op.kind == OP_SPAWN; k++) {
            uint64_t created;
            memcpy(&created, blob_set_get(&p->l->results, c->edges.items[k].result, NULL),
                   sizeof created);
            const char *name = created == slot ? debuginfo_function(info, c->op.addr) : NULL;
            if (name)
                return memory_copy_text(name);
        }
    }
    return memory_copy_text("");
}

static void add_task(struct collection *c, task_id slot)
{
    struct str task = {0};
    number_nodes(c, slot);
    if (c->order.count == 0)
        return;
    class_words_task(slot, &task);
    struct automaton out = {
        .slot = slot, .task = str_take(&task), .function = function_of(c->p, slot)};
    add_nodes(c, &out);
    add_edges(c, &out);
    vec_push(&c->a->tasks, out);
}

void automata_collect(struct automata *a, struct exploration *e)
{
    struct product *p = e->product;
    automata_release(a);
    a->complete = e->end == EXPLORE_COMPLETE;
    a->states = explore_states(e);
    struct collection c = {
        .a = a,
        .p = p,
        .number = memory_new(p->classes.count + 1, sizeof *c.number),
        .critical = memory_new(p->classes.count + 1, 1),
    };
    for (size_t i = 0; i < p->classes.count; i++)
        c.number[i] = BLOB_NONE;
    sort_edges(p);
    situations_mark(e, c.critical);
    for (task_id slot = 0; slot < p->slot_count; slot++)
        if (p->slots[slot].used)
            add_task(&c, slot);
    if (a->complete && a->states <= a->states_max)
        automata_collect_product(a, e, c.number);
    free(c.number);
    free(c.critical);
    vec_release(&c.order);
}

static void release_task(struct automaton *t)
{
    for (size_t i = 0; i < t->nodes.count; i++) {
        free(t->nodes.items[i].failure);
        free(t->nodes.items[i].pending);
    }
    for (size_t i = 0; i < t->edges.count; i++) {
        free(t->edges.items[i].what);
        free(t->edges.items[i].site);
    }
    vec_release(&t->nodes);
    vec_release(&t->edges);
    free(t->task);
    free(t->function);
}

void automata_release(struct automata *a)
{
    for (size_t i = 0; i < a->tasks.count; i++)
        release_task(&a->tasks.items[i]);
    for (size_t i = 0; i < a->product.count; i++) {
        free(a->product.items[i].places);
        free(a->product.items[i].memory);
    }
    for (size_t i = 0; i < a->steps.count; i++) {
        free(a->steps.items[i].what);
        free(a->steps.items[i].failure);
    }
    vec_release(&a->tasks);
    vec_release(&a->product);
    vec_release(&a->steps);
}
