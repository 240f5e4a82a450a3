/* SPDX-License-Identifier: MIT */
#include "sim/learn/product.h"

#include "sim/learn/heaps.h"
#include "sim/learn/minimise.h"

static void release_classes(struct product *p)
{
    for (size_t i = 0; i < p->classes.count; i++) {
        vec_release(&p->classes.items[i].members);
        vec_release(&p->classes.items[i].edges);
        vec_release(&p->classes.items[i].table);
        vec_release(&p->classes.items[i].quick);
        vec_release(&p->classes.items[i].races_after);
        vec_release(&p->classes.items[i].heap_faults);
    }
    vec_clear(&p->classes);
    for (size_t i = 0; i < PRODUCT_TASKS_MAX; i++)
        vec_clear(&p->slots[i].classes);
}

/* Everything that was evaluated speaks of the classes that were. */
static void forget_entries(struct product *p)
{
    vec_clear(&p->entries);
    vec_clear(&p->outcomes);
    vec_clear(&p->changes);
    vec_clear(&p->key_entries);
    blob_set_release(&p->keys);
    p->kept_outcomes = p->kept_changes = 0;
    vec_clear(&p->journal);
    blob_set_release(&p->journal_keys);
}

void product_forget_entries(struct product *p)
{
    forget_entries(p);
    p->quick_voided++;
    for (size_t i = 0; i < p->classes.count; i++) {
        p->classes.items[i].compiled = false;
        vec_clear(&p->classes.items[i].table);
        vec_clear(&p->classes.items[i].quick);
    }
}

static void add_globals(struct product *p)
{
    p->exited_field = product_add_field(p, FIELD_EXITED, 0);
    p->timeouts_field = product_add_field(p, FIELD_TIMEOUTS, 0);
    p->spurious_field = product_add_field(p, FIELD_SPURIOUS, 0);
    p->heap_field = product_add_field(p, FIELD_HEAP, 0);
    p->heaps = heaps_new(p);
    if (!machine_output_is_visible(&p->l->d->machine))
        return;
    p->output_field = product_add_field(p, FIELD_OUTPUT, 0);
    blob_set_add(&p->fields.items[p->output_field].values, NULL, 0);
}

struct product *product_new(struct learner *l)
{
    struct product *p = memory_new(1, sizeof *p);
    const struct machine *m = &l->d->machine;
    p->l = l;
    p->options = &m->options;
    p->weak_memory = m->options.memory != MEMORY_SC;
    p->awaits = p->races = true;
    p->runs_max = UINT64_MAX;
    p->held_class = BLOB_NONE;
    for (size_t i = 0; i < m->promoted.count; i++)
        if (m->promoted.items[i].mask & FACT_PROMOTED)
            vec_push(&p->promoted, m->promoted.items[i]);
    add_globals(p);
    races_reset(p);
    return p;
}

void product_free(struct product *p)
{
    release_classes(p);
    forget_entries(p);
    vec_release(&p->classes);
    vec_release(&p->class_of);
    for (size_t i = 0; i < PRODUCT_TASKS_MAX; i++)
        vec_release(&p->slots[i].classes);
    for (size_t i = 0; i < p->fields.count; i++)
        blob_set_release(&p->fields.items[i].values);
    vec_release(&p->fields);
    vec_release(&p->cells);
    vec_release(&p->object_fields);
    vec_release(&p->entries);
    vec_release(&p->outcomes);
    vec_release(&p->changes);
    vec_release(&p->key_entries);
    vec_release(&p->journal);
    vec_release(&p->log);
    vec_release(&p->newborns);
    vec_release(&p->promoted);
    vec_release(&p->notes);
    vec_release(&p->trials);
    vec_release(&p->race_cells);
    blob_set_release(&p->race_frees);
    heaps_free(p->heaps);
    free(p->refused);
    free(p);
}

/* The edges of a class are those of its first member: the others have the same. */
static void copy_edges(struct product *p, uint32_t class)
{
    struct learner *l = p->l;
    uint32_t e = l->nodes.items[p->classes.items[class].members.items[0]].edges;
    for (; e != BLOB_NONE; e = l->edges.items[e].next) {
        struct edge edge = l->edges.items[e];
        vec_push(&p->classes.items[class].edges,
                 (struct class_edge){edge.result, p->class_of.items[edge.to], edge.out,
                                     edge.warnings, false});
    }
}

void product_classify(struct product *p, bool merge)
{
    struct learner *l = p->l;
    uint32_t count = (uint32_t)l->nodes.count;
    uint32_t *class_of = memory_new(count + 1, sizeof *class_of);
    uint32_t classes = merge ? minimise(l, class_of) : count;
    for (uint32_t i = 0; i < count && !merge; i++)
        class_of[i] = i;
    release_classes(p);
    forget_entries(p);
    p->journals = false;
    p->held_class = BLOB_NONE;
    p->split = false;
    vec_clear(&p->trials);
    vec_clear(&p->class_of);
    for (uint32_t i = 0; i < count; i++)
        vec_push(&p->class_of, BLOB_NONE);
    for (uint32_t i = 0; i < count; i++) {
        if (class_of[i] == p->classes.count) {
            product_class_of(p, i);
            continue;
        }
        struct class *c = &p->classes.items[class_of[i]];
        p->class_of.items[i] = class_of[i];
        vec_push(&c->members, i);
        if (l->nodes.items[i].sp > c->sp)
            c->sp = l->nodes.items[i].sp;
    }
    ASSERT_EQ(classes, p->classes.count);
    for (uint32_t i = 0; i < classes; i++)
        copy_edges(p, i);
    p->nodes_before = count;
    free(class_of);
}

static bool is_known(const struct machine *m, const struct promotion *p)
{
    for (size_t i = 0; i < m->promoted.count; i++)
        if (m->promoted.items[i].addr == p->addr && (m->promoted.items[i].mask & p->mask) == p->mask)
            return true;
    return false;
}

void product_hand_over(const struct product *p)
{
    struct machine *m = &p->l->d->machine;
    for (size_t i = 0; i < p->promoted.count; i++)
        if (!is_known(m, &p->promoted.items[i]))
            vec_push(&m->promoted, p->promoted.items[i]);
}
