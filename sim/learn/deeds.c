/* SPDX-License-Identifier: MIT */
/*
 * Which operations count: the visible one, and of those that follow it without a choice the ones
 * that order, that end or create tasks, or that use the heap.  Plain accesses do not: if two of
 * them conflict and are not ordered, that is a data race, which is an error.
 */
#include "sim/learn/deeds.h"

#include "sim/learn/registry.h"
#include "sim/objects/semaphore.h"
#include "sim/objects/thread.h"
#include "sim/perform_cell.h"

static void touch_other(struct deed *deed, int which, enum deed_mode mode)
{
    deed_touch_place(deed, DEED_OTHERS, (uint64_t)which, mode);
}

static void touch_arena_of(struct deed *deed, uint64_t addr, enum deed_mode mode)
{
    if (world_in_heap(addr))
        deed_touch_place(deed, DEED_ARENAS, (addr - HEAP_BASE) / HEAP_STRIDE, mode);
}

static bool fails(struct product *p, const struct state *s, const struct op *op)
{
    uint64_t old = 0;
    if (op->kind != OP_COMPARE_EXCHANGE || op->bytes > sizeof old)
        return false;
    product_read(p, s, op->addr, op->bytes, (uint8_t *)&old);
    return old != cell_truncate(op->expected, op->bytes);
}

static void touch_object(struct product *p, uint32_t id, enum deed_mode mode, struct deed *deed)
{
    if (id == 0)
        return;
    const struct object *stub = p->l->objects.items[registry_index(id)].stub;
    deed_touch_place(deed, DEED_OBJECTS, stub->addr ? stub->addr : id, mode);
    touch_arena_of(deed, stub->addr, DEED_LOOK);
}

static void perform_cell_op(const struct class *c, bool writes, struct deed *deed)
{
    if (c->loop != 0 || c->op.kind == OP_COMPARE_EXCHANGE)
        deed->conditional = 1;
    touch_arena_of(deed, c->op.addr, DEED_LOOK);
    if (!c->local || c->op.flags & OP_INSIDE)
        deed_touch(deed, c->op.addr, c->op.bytes, writes ? DEED_CHANGE : DEED_LOOK);
}

static void perform_object_op(struct product *p, const struct class *c, bool unchanged,
                              struct deed *deed)
{
    const struct op *op = &c->op;
    const struct object *stub = p->l->objects.items[registry_index(op->object)].stub;
    if (stub->ops == &thread_ops && c->eager)
        return;
    bool posts = stub->ops == &semaphore_ops && op->verb == SEMAPHORE_POST;
    if (!posts)
        deed->conditional = 1;
    enum deed_mode mode = unchanged ? DEED_LOOK : posts ? DEED_POST : DEED_CHANGE;
    touch_object(p, op->object, mode, deed);
    touch_object(p, op->object2, unchanged ? DEED_LOOK : DEED_CHANGE, deed);
    if (op->flags & OP_TIMED)
        touch_other(deed, DEED_TIMEOUTS, DEED_CHANGE);
    if (p->options->spurious_max > 0)
        touch_other(deed, DEED_SPURIOUS, DEED_CHANGE);
}

static void perform_join(struct product *p, const struct class *c, struct deed *deed)
{
    const struct learned_object *o = &p->l->objects.items[registry_index(c->op.object)];
    if (o->kind == NULL && c->eager)
        vec_push(&deed->orders, (struct deed_order){o->slot, c->slot});
}

/* leaves: it was in its critical section until now. */
static void perform_other(const struct class *c, bool leaves, task_id child, struct deed *deed)
{
    switch ((enum op_kind)c->op.kind) {
    case OP_SPAWN:
        touch_other(deed, DEED_SLOTS, DEED_CHANGE);
        if (child != TASK_NONE) {
            /* the slot may be that of a task that ended */
            vec_push(&deed->orders, (struct deed_order){child, c->slot});
            vec_push(&deed->orders, (struct deed_order){c->slot, child});
        }
        break;
    case OP_REGION:
        if (c->op.verb == REGION_CRITICAL || leaves)
            touch_other(deed, DEED_INSIDE, DEED_CHANGE);
        break;
    case OP_ALLOCATE:
        touch_arena_of(deed, HEAP_BASE + HEAP_STRIDE * c->slot, DEED_CHANGE);
        break;
    case OP_FREE:
    case OP_BLOCK:
        touch_arena_of(deed, c->op.addr, DEED_CHANGE);
        break;
    case OP_ATOMIC:
        deed->conditional = 1; /* what the section does depends on what it finds */
        break;
    case OP_EXIT:
        deed->everything = 1;
        break;
    default:
        break;
    }
}

static bool is_inside(const struct product *p, const struct state *s, task_id task)
{
    return s->v[p->slots[task].region_field] == REGION_CRITICAL;
}

void deeds_perform(struct product *p, const struct state *s, const struct class *c,
                   const struct outcome *outcome, task_id child, struct deed *deed)
{
    if (op_is_cell(&c->op)) {
        perform_cell_op(c, op_may_write(&c->op) && !fails(p, s, &c->op), deed);
    } else if (c->op.kind == OP_OBJECT) {
        perform_object_op(p, c, outcome->unchanged, deed);
        perform_join(p, c, deed);
    } else {
        perform_other(c, is_inside(p, s, c->slot), child, deed);
    }
}

void deeds_intend(struct product *p, const struct class *c, struct deed *deed)
{
    deed->everything |= c->op.kind == OP_ATOMIC; /* nobody knows what it will do */
    if (op_is_cell(&c->op)) {
        perform_cell_op(c, op_may_write(&c->op), deed);
    } else if (c->op.kind == OP_OBJECT) {
        perform_object_op(p, c, false, deed);
    } else {
        perform_other(c, true, TASK_NONE, deed);
    }
}
