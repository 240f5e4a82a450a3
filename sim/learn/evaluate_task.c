/* SPDX-License-Identifier: MIT */
/* Creating and ending tasks, and the end of the process. */
#include "sim/learn/outcomes.h"

#include "sim/learn/registry.h"
#include "sim/objects/thread.h"

static task_id free_slot(const struct product *p, const struct state *s)
{
    task_id slot = 1;
    while (slot < p->slot_count && p->slots[slot].used &&
           s->v[p->slots[slot].task_field] != SLOT_FREE)
        slot++;
    return slot;
}

/* What a new task's stack holds: zeroes, thread-local variables, and what the task wrote before its first
 * operation.  That run was the last one in this slot, so it is still there. */
static void start_stack_cells(struct product *p, const struct state *s, task_id slot,
                              const struct node *start)
{
    static const uint8_t zeroes[8];
    for (size_t i = 0; i < p->cells.count; i++) {
        const struct cell cell = p->cells.items[i];
        bool live = start->kind == NODE_PENDING && cell.addr >= start->sp;
        if (stack_owner(cell.addr) == slot)
            outcomes_change(p, s, cell.field,
                            cell_value_id(p, &cell, live ? (const void *)cell.addr : zeroes));
    }
}

void evaluate_spawn(struct product *p, uint32_t class, struct state *s)
{
    const struct op op = p->classes.items[class].op;
    task_id slot = free_slot(p, s);
    outcomes_begin(p)->status = OUTCOME_SPAWN;
    if (slot >= PRODUCT_TASKS_MAX) {
        outcomes_refuse(p);
        product_refuse(p, "more than %d tasks exist at a time", PRODUCT_TASKS_MAX);
        return;
    }
    uint32_t start = learner_start(p->l, slot, op.addr, op.arg, op.bytes);
    uint32_t child = product_class_of(p, start);
    p->classes.items[child].starts = true;
    state_fit(p, s);
    const uint64_t arguments[THREAD_ARGUMENTS] = {
        [THREAD_TASK_ARGUMENT] = slot, [THREAD_DETACHED_ARGUMENT] = op.verb != 0};
    uint32_t thread = learner_thread(p->l, slot);
    struct object *stub = p->l->objects.items[thread].stub;
    memset(object_state(stub), 0, thread_ops.state_bytes);
    thread_ops.init(object_state(stub), arguments);
    object_store(p, s, thread);
    outcomes_change(p, s, p->slots[slot].task_field,
               SLOT_CLASS + p->classes.items[child].local_index);
    outcomes_change(p, s, p->slots[slot].region_field, REGION_REMAINDER);
    start_stack_cells(p, s, slot, &p->l->nodes.items[start]);
    uint64_t result = slot;
    outcomes_follow(p, class, s, &result, sizeof result);
}

static bool holds_something(struct product *p, struct state *s, task_id task)
{
    for (uint32_t i = 1; i < p->l->objects.count; i++) {
        struct object *stub = p->l->objects.items[i].stub;
        struct task_set holders = {0};
        if (stub->ops->holders == NULL || !object_is_there(p, s, i) || !object_load(p, s, i))
            continue;
        stub->ops->holders(object_state(stub), &holders);
        if (task_set_has(&holders, task))
            return true;
    }
    return false;
}

void evaluate_end(struct product *p, uint32_t class, struct state *s)
{
    const struct class *c = &p->classes.items[class];
    const struct op op = c->op;
    task_id slot = c->slot;
    uint64_t others = product_unfinished(p, s) & ~(UINT64_C(1) << slot);
    outcomes_begin(p)->status = OUTCOME_ENDED;
    if (holds_something(p, s, slot)) {
        outcomes_refuse(p);
        product_refuse(p, "a task ends while it holds a lock");
        return;
    }
    if (others == 0 && p->l->base_slots[CALL_SLOT_STDLIB] != NULL) {
        outcomes_refuse(p);
        product_refuse(p, "exit handlers are registered");
        return;
    }
    uint32_t thread = learner_thread(p->l, slot);
    object_load(p, s, thread);
    struct object *stub = p->l->objects.items[thread].stub;
    struct op finish = {.kind = OP_OBJECT, .verb = THREAD_FINISH, .arg = op.arg};
    struct object_view view = {.object = stub, .task = slot};
    struct object_outcome outcome = {.misuse_other = TASK_NONE};
    thread_ops.apply(&view, &finish, 0, &outcome);
    object_store(p, s, thread);
    bool gone = thread_is_gone(object_state(stub));
    outcomes_change(p, s, p->slots[slot].task_field, gone ? SLOT_FREE : SLOT_ENDED);
    if (slot == 0 && others != 0)
        vec_last(&p->outcomes)->finding = FINDING_MISSING_JOIN;
}

void evaluate_exit(struct product *p, const struct state *s)
{
    outcomes_begin(p)->status = OUTCOME_EXITED;
    outcomes_change(p, s, p->exited_field, 1);
}
