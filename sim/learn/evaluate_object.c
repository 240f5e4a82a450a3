/* SPDX-License-Identifier: MIT */
/* Operations on objects: performed by the specifications that the direct machine uses (sim/object.h). */
#include "sim/learn/outcomes.h"

#include "sim/learn/registry.h"
#include "sim/objects/thread.h"
#include "sim/posix/attach.h"

static const struct object_ops *ops_of(const struct product *p, uint32_t index)
{
    return p->l->objects.items[index].stub->ops;
}

/*
 * Values of FIELD_OBJECT: 0 is the object's state in the base, which may be that it is not there; other
 * states of the learner follow.
 */
enum { OBJECT_ABSENT = 1, OBJECT_STATES = 2 };

/* Its state as an id of learner->states; BLOB_NONE: it is not there. */
static uint32_t state_of(const struct product *p, const struct state *s, uint32_t index)
{
    uint32_t field = index < p->object_fields.count ? p->object_fields.items[index] : 0;
    uint32_t value = field != 0 && field < s->count ? s->v[field] : 0;
    if (value == 0)
        return p->l->objects.items[index].base;
    return value == OBJECT_ABSENT ? BLOB_NONE : value - OBJECT_STATES;
}

bool object_is_there(const struct product *p, const struct state *s, uint32_t index)
{
    return state_of(p, s, index) != BLOB_NONE;
}

bool object_overlaps(const struct product *p, const struct state *s, uint64_t addr, uint64_t bytes)
{
    for (uint32_t i = 1; i < p->l->objects.count; i++)
        if (registry_lies_in(p->l, i, addr, bytes) && object_is_there(p, s, i))
            return true;
    return false;
}

/* An object that comes up in a block becomes what the memory says then. */
static bool first_state(struct product *p, const struct state *s, uint32_t index, void *state)
{
    const struct learned_object o = p->l->objects.items[index];
    uint8_t memory[ATTACHED_BYTES_MAX];
    if (o.kind == NULL)
        return false;
    if (object_overlaps(p, s, o.stub->addr, o.kind->bytes)) {
        product_refuse(p, "memory of a synchronisation object is used for another one");
        return false;
    }
    product_read(p, s, o.stub->addr, o.kind->bytes, memory);
    p->unkept = true;
    if (attach_is_copy(o.kind, memory)) {
        product_refuse(p, "a copy of a synchronisation object is used");
        return false;
    }
    registry_first_state(o.kind, memory, state);
    return true;
}

bool object_load(struct product *p, const struct state *s, uint32_t index)
{
    if (index == 0)
        return true;
    const struct learned_object *o = &p->l->objects.items[index];
    void *state = object_state(o->stub);
    uint32_t id = state_of(p, s, index);
    if (id == BLOB_NONE)
        return first_state(p, s, index, state);
    registry_state_get(p->l, o->stub->ops, id, state);
    return true;
}

/* A second initialisation on a stack is of another object at the same place (attach.c). */
static void renew_on_stack(const struct product *p, uint32_t index, const struct op *op)
{
    enum { INIT_VERB = 0 };
    const struct learned_object *o = &p->l->objects.items[index];
    if (o->kind == NULL || op->verb != INIT_VERB || !world_in_stacks(o->stub->addr))
        return;
    const uint64_t arguments[OBJECT_ARGUMENTS] = {[LIFE_ARGUMENT] = LIFE_RAW};
    memset(object_state(o->stub), 0, o->stub->ops->state_bytes);
    o->stub->ops->init(object_state(o->stub), arguments);
}

void object_store(struct product *p, const struct state *s, uint32_t index)
{
    if (index == 0)
        return;
    struct object *stub = p->l->objects.items[index].stub;
    uint32_t id = registry_state(p->l, stub->ops, object_state(stub));
    uint32_t value = id == p->l->objects.items[index].base ? 0 : id + OBJECT_STATES;
    outcomes_change(p, s, product_object_field(p, index), value);
}

void object_forget(struct product *p, const struct state *s, uint32_t index)
{
    if (object_is_there(p, s, index))
        outcomes_change(p, s, product_object_field(p, index),
                        p->l->objects.items[index].base == BLOB_NONE ? 0 : OBJECT_ABSENT);
}

static struct object_view view_of(const struct product *p, const struct state *s, task_id task,
                                  const struct op *op, bool late)
{
    uint32_t first = registry_index(op->object), second = registry_index(op->object2);
    const struct machine_options *options = p->options;
    bool early = s->v[p->timeouts_field] < options->timeouts_max;
    return (struct object_view){
        .object = p->l->objects.items[first].stub,
        .second = second ? p->l->objects.items[second].stub : NULL,
        .task = task,
        .may_time_out = (op->flags & OP_TIMED) && (late || early),
        .may_wake_spuriously = s->v[p->spurious_field] < options->spurious_max,
        .choose_waiter = options->choose_waiter,
    };
}

/* join and detach: the slot of a thread that is gone may be used again. */
static void settle_thread(struct product *p, const struct state *s, uint32_t index,
                          const struct op *op, uint64_t result)
{
    const void *state = object_state(p->l->objects.items[index].stub);
    bool may = op->verb == THREAD_JOIN || op->verb == THREAD_TRYJOIN || op->verb == THREAD_DETACH;
    if (may && result == 0 && thread_is_gone(state))
        outcomes_change(p, s, p->slots[thread_task(state)].task_field, SLOT_FREE);
}

static void apply_object(struct product *p, uint32_t class, struct state *s, uint32_t alternative,
                         bool late)
{
    const struct class *c = &p->classes.items[class];
    const struct op op = c->op;
    uint32_t first = registry_index(op.object), second = registry_index(op.object2);
    object_load(p, s, first);
    object_load(p, s, second);
    renew_on_stack(p, first, &op);
    struct object_view view = view_of(p, s, c->slot, &op, late);
    if (op.flags & OP_TIMED)
        view.may_time_out = true;
    struct object_outcome outcome = {.misuse_other = TASK_NONE};
    view.object->ops->apply(&view, &op, alternative, &outcome);
    outcomes_begin(p)->edges = (uint16_t)outcome.edges;
    if (!outcome.unchanged) {
        object_store(p, s, first);
        object_store(p, s, second);
    }
    if (outcome.timed_out && s->v[p->timeouts_field] < p->options->timeouts_max)
        outcomes_change(p, s, p->timeouts_field, s->v[p->timeouts_field] + 1);
    if (outcome.spurious)
        outcomes_change(p, s, p->spurious_field, s->v[p->spurious_field] + 1);
    if (outcome.misuse && outcome.fatal) {
        outcomes_fail(p, FINDING_MISUSE);
        return;
    }
    if (outcome.misuse)
        outcomes_note(p, FINDING_MISUSE);
    if (view.object->ops != &thread_ops) {
        outcomes_follow(p, class, s, &outcome.result, sizeof outcome.result);
        return;
    }
    settle_thread(p, s, first, &op, outcome.result);
    struct {
        uint64_t result;
        uint8_t state[OBJECT_STATE_BYTES_MAX];
    } answer = {.result = outcome.result};
    memcpy(answer.state, object_state(view.object), thread_ops.state_bytes);
    outcomes_follow(p, class, s, &answer, sizeof answer.result + thread_ops.state_bytes);
}

uint32_t evaluate_object(struct product *p, uint32_t class, struct state *s, bool late)
{
    const struct class *c = &p->classes.items[class];
    const struct op op = c->op;
    uint32_t first = registry_index(op.object);
    bool there = object_load(p, s, first) && object_load(p, s, registry_index(op.object2));
    if (!there || (ops_of(p, first) == &thread_ops && op.verb == THREAD_CANCEL)) {
        outcomes_begin(p)->status = OUTCOME_REFUSED;
        product_refuse(p, there ? "threads are cancelled" : "a thread that does not exist is used");
        return 1;
    }
    renew_on_stack(p, first, &op);
    struct object_view view = view_of(p, s, c->slot, &op, late);
    uint32_t alternatives = view.object->ops->alternatives(&view, &op);
    for (uint32_t i = 0; i < alternatives; i++)
        apply_object(p, class, s, i, late);
    return alternatives;
}
