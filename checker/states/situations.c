/* SPDX-License-Identifier: MIT */
/* In which classes a task is inside: it marked its critical section, or holds what can be held. */
#include "checker/states/automata.h"

#include "sim/learn/outcomes.h"

static void mark(const struct product *p, const struct state *s, task_id task, uint8_t *critical)
{
    const struct class *c = product_class(p, s, task);
    if (c)
        critical[c - p->classes.items] = 1;
}

static void mark_holders(struct product *p, struct state *s, uint32_t index, uint8_t *critical)
{
    const struct object *stub = p->l->objects.items[index].stub;
    struct task_set holders = {0};
    if (stub->ops->holders == NULL || index >= p->object_fields.count ||
        p->object_fields.items[index] == 0 || !object_load(p, s, index))
        return;
    stub->ops->holders(stub->state, &holders);
    for (task_id t = 0; t < p->slot_count; t++)
        if (task_set_has(&holders, t))
            mark(p, s, t, critical);
}

/* No state shows a class whose operation is no scheduling point; it is where its successors are. */
static bool extend(const struct product *p, uint8_t *critical)
{
    bool changed = false;
    for (size_t i = 0; i < p->classes.count; i++) {
        const struct class *c = &p->classes.items[i];
        for (size_t k = 0; k < c->edges.count && c->local && !critical[i]; k++)
            if (critical[c->edges.items[k].next]) {
                critical[i] = 1;
                changed = true;
            }
    }
    return changed;
}

void situations_mark(struct exploration *e, uint8_t *critical)
{
    struct product *p = e->product;
    struct state s = {0};
    for (uint64_t i = 0; i < explore_states(e); i++) {
        explore_state(e, i, &s);
        state_fit(p, &s);
        for (task_id t = 0; t < p->slot_count; t++)
            if (p->slots[t].used && s.v[p->slots[t].region_field] == REGION_CRITICAL)
                mark(p, &s, t, critical);
        for (uint32_t o = 1; o < p->l->objects.count; o++)
            mark_holders(p, &s, o, critical);
    }
    while (extend(p, critical))
        ;
    state_release(&s);
}
