/* SPDX-License-Identifier: MIT */
#include "checker/states/mover.h"

#include "base/check.h"

static inline uint32_t class_value(const struct exploration *e, const uint64_t *words,
                                   const struct class *c)
{
    return c->dep_count ? mover_field_value(e, words, c->deps[0]) : 0;
}

/* Where the step leads to an access to the heap: is that known to be all right? */
static bool may_enter(const struct exploration *e, const uint64_t *words, const struct quick *q)
{
    const struct product *p = e->product;
    return product_heap_is_fine(&p->classes.items[q->next],
                                shape_get(&e->shape, words, p->heap_field));
}

enum awaiting { AWAITS, MOVES, UNKNOWN };

/* As product_round, by quick forms alone. */
static enum awaiting awaits(const struct exploration *e, const uint64_t *words, uint32_t class)
{
    enum { WALK_MAX = 64 };
    uint32_t at = class;
    for (int i = 0; i < WALK_MAX; i++) {
        const struct class *c = &e->product->classes.items[at];
        const struct quick *q =
            c->compiled && !c->uncached && c->dep_count <= 1 && c->op.kind != OP_CHOOSE
                ? product_quick(c, class_value(e, words, c))
                : NULL;
        if (q == NULL || q->kind == QUICK_NOT)
            return UNKNOWN;
        if (q->kind != QUICK_STEP || !q->unchanged || c->op.kind == OP_REGION)
            return MOVES;
        if (UNLIKELY(q->enters_heap) && !may_enter(e, words, q))
            return UNKNOWN;
        if (q->next == class)
            return AWAITS;
        at = q->next;
    }
    return UNKNOWN;
}

bool mover_find(const struct exploration *e, task_id task, struct mover *m)
{
    const struct product *p = e->product;
    const struct slot_classes *sc = &p->slots[task];
    if (!sc->used || sc->task_field >= e->shape.packing.count)
        return false;
    uint32_t value = shape_get(&e->shape, e->packed, sc->task_field);
    if (value < SLOT_CLASS)
        return false;
    *m = (struct mover){.task = task, .class = sc->classes.items[value - SLOT_CLASS]};
    const struct class *c = &p->classes.items[m->class];
    if (p->weak_memory) /* whether the buffer has something to say, the product knows */
        return true;
    m->fresh = !c->compiled || (!c->uncached && c->dep_count <= 1);
    if (LIKELY(c->compiled && !c->uncached && c->dep_count <= 1))
        m->quick = product_quick(c, class_value(e, e->packed, c));
    if (m->quick == NULL)
        return true;
    m->fresh = false;
    m->known = m->quick->kind != QUICK_NOT;
    m->steps = m->moves = m->quick->kind == QUICK_STEP;
    if (UNLIKELY(m->quick->enters_heap))
        m->known &= may_enter(e, e->packed, m->quick);
    if (m->quick->unchanged && p->awaits && c->op.kind != OP_REGION) {
        enum awaiting a = awaits(e, e->packed, m->class);
        m->steps &= m->quick->next != m->class;
        m->moves &= a == MOVES;
        m->known &= a != UNKNOWN;
    }
    if (m->quick->kind != QUICK_STEP || !m->known)
        m->quick = NULL;
    return true;
}

void mover_remember(struct exploration *e, task_id task, const struct mover *m)
{
    const struct product *p = e->product;
    const struct class *c = &p->classes.items[m->class];
    uint32_t seen = c->dep_count ? c->deps[0] : UINT32_MAX;
    struct jump jump = {.kind = JUMP_NOT};
    if (p->weak_memory || !c->compiled || c->uncached || c->dep_count > 1 ||
        (c->dep_count && seen >= e->shape.packing.count))
        return;
    const struct quick *q = product_quick(c, class_value(e, e->packed, c));
    if (q == NULL || (q->kind == QUICK_STEP && !mover_has_values(e, task, q)))
        return;
    bool looks = q->unchanged && p->awaits && c->op.kind != OP_REGION;
    if (q->kind == QUICK_DISABLED || (q->kind == QUICK_STEP && looks && q->next == m->class)) {
        jump.kind = JUMP_BLOCKED;
    } else if (q->kind == QUICK_STEP && !q->enters_heap) {
        bool fits = jump_add(&jump, &e->shape, p->slots[task].task_field, q->task_value);
        if (!q->unchanged)
            fits &= jump_add(&jump, &e->shape, q->field, q->value);
        if (p->contended)
            fits &= jump_add(&jump, &e->shape, p->slots[task].races_field, 0);
        if (fits)
            jump.kind = looks ? JUMP_LOOK : JUMP_STEP;
    }
    jumps_put(&e->jumps, &e->shape, e->packed, task, seen, &jump);
}
