/* SPDX-License-Identifier: MIT */
/*
 * Awaits, from automata: a task that would come back to its class by operations that change nothing goes
 * round until somebody else changes a cell or object that it looks at.  If nobody else can do
 * anything either, that is for ever; and time may pass then.
 *
 * Exact: the walk below performs its operations, one after the other, in the state as it is; the first
 * that changes anything, waits, or has a choice ends it.  A read-modify-write that leaves the value as it
 * was and a failed trylock change nothing.
 *
 * The steps of such a loop are explored like all others, unless it is a single one: between two of them
 * the task knows what a cell held before, and may find in another what was not there together with it.
 */
#include "sim/learn/product.h"

enum { WALK_MAX = 4096 };

uint32_t product_look(struct product *p, struct state *s, uint32_t class)
{
    const struct class *c = &p->classes.items[class];
    if (c->kind != NODE_PENDING || (!op_is_cell(&c->op) && c->op.kind != OP_OBJECT &&
                                    c->op.kind != OP_YIELD && c->op.kind != OP_ATOMIC))
        return BLOB_NONE;
    if (c->enters_heap && product_heap_fault(p, s, class) != FINDING_KINDS)
        return BLOB_NONE;
    struct entry e = product_entry(p, class, s, false);
    if (e.alternatives != 1)
        return BLOB_NONE;
    const struct outcome *o = &p->outcomes.items[e.outcomes];
    return o->unchanged ? o->next : BLOB_NONE;
}

uint32_t product_round(struct product *p, struct state *s, uint32_t class)
{
    uint32_t slow = class, at = class, limit = 1, steps = 0, visible = 0;
    for (int i = 0; i < WALK_MAX; i++) {
        visible += !p->classes.items[at].local && !p->classes.items[at].eager;
        at = product_look(p, s, at);
        if (at == BLOB_NONE)
            return 0;
        if (at == class)
            return visible > 0 ? visible : 1;
        if (at == slow)
            return 0; /* a loop, but not through class (Brent 1980) */
        if (++steps == limit) {
            slow = at;
            limit *= 2;
            steps = 0;
        }
    }
    return 0;
}
