/* SPDX-License-Identifier: MIT */
/*
 * What the operation of a class does, given the values of the fields that it looks at: evaluated once for
 * each combination, then looked up.  Operations on cells are performed here; objects by their own
 * specifications (sim/object.h), the same that the direct machine uses.
 */
#include "sim/learn/product.h"

#include "sim/learn/registry.h"
#include "sim/objects/thread.h"
#include "sim/perform_cell.h"
#include "sim/posix/attach.h"

#include <errno.h>

enum { RESULT_BYTES_MAX = 1 << 16 };

/* Outcomes are built field by field; `changes` of the newest one are the last ones. */
static struct outcome *begin_outcome(struct product *p)
{
    vec_push(&p->outcomes, (struct outcome){.status = OUTCOME_NEXT,
                                            .changes = (uint32_t)p->changes.count,
                                            .next = BLOB_NONE});
    return vec_last(&p->outcomes);
}

static void add_change(struct product *p, const struct state *s, uint32_t field, uint32_t value)
{
    if ((field < s->count ? s->v[field] : 0) == value)
        return;
    vec_push(&p->changes, (struct change){field, value});
    vec_last(&p->outcomes)->change_count++;
}

/* Writes bytes to [addr, addr + bytes) where the mask (NULL: everywhere) is not 0. */
static void change_memory(struct product *p, const struct state *s, uint64_t addr, uint64_t bytes,
                          const uint8_t *from, const uint8_t *mask)
{
    uint32_t count, first = product_cells(p, addr, bytes, &count);
    for (uint32_t i = first; i < first + count; i++) {
        const struct cell cell = p->cells.items[i];
        uint8_t value[8];
        product_read(p, s, cell.addr, cell.bytes, value);
        for (uint32_t b = 0; b < cell.bytes; b++) {
            uint64_t at = cell.addr + b - addr;
            if (at < bytes && (mask == NULL || mask[at] != 0))
                value[b] = from[at];
        }
        add_change(p, s, cell.field, cell_value_id(p, &p->cells.items[i], value));
    }
}

/* The rest of an outcome: where the result leads, and what is written on the way. */
static void follow(struct product *p, uint32_t class, const struct state *s, const void *result,
                   size_t bytes)
{
    const struct class_edge edge = *product_edge(p, class, result, bytes);
    struct outcome *o = vec_last(&p->outcomes);
    o->next = edge.next;
    if (edge.warnings > 0) {
        o->status = OUTCOME_FINDING;
        o->finding = FINDING_MISUSE;
    }
    size_t count;
    const uint8_t *at = blob_set_get(&p->l->outs, edge.out, &count), *end = at + count;
    while (at < end) {
        struct out_write out;
        memcpy(&out, at, sizeof out);
        const uint8_t *from = at + sizeof out;
        size_t padded = (out.bytes + 7) & ~(size_t)7;
        const struct op *op = &p->classes.items[class].op;
        if (out.addr < op->addr || out.addr + out.bytes > op->addr + op->bytes)
            p->classes.items[class].uncached = true; /* it depends on more than deps says */
        change_memory(p, s, out.addr, out.bytes, from, from + padded);
        at = from + 2 * padded;
    }
}

/* Cells. */

static bool is_performed_natively(const struct op *op)
{
    return op->kind == OP_READ || op->kind == OP_WRITE || op->bytes > 8 || (op->flags & OP_RANGE);
}

static void evaluate_cell(struct product *p, uint32_t class, const struct state *s)
{
    const struct op op = p->classes.items[class].op;
    uint8_t small[64], *bytes = op.bytes <= sizeof small ? small : memory_new(1, op.bytes);
    begin_outcome(p);
    if (op.kind == OP_WRITE || op.kind == OP_STORE) {
        if (op.kind == OP_STORE && !is_performed_natively(&op))
            change_memory(p, s, op.addr, op.bytes, (const uint8_t *)&op.arg, NULL);
        follow(p, class, s, NULL, 0);
    } else {
        product_read(p, s, op.addr, op.bytes, bytes);
        if (!is_performed_natively(&op)) {
            uint64_t old = 0;
            memcpy(&old, bytes, op.bytes);
            uint64_t new = cell_truncate(cell_value_after(&op, old), op.bytes);
            if (new != old)
                change_memory(p, s, op.addr, op.bytes, (const uint8_t *)&new, NULL);
            follow(p, class, s, &old, sizeof old);
        } else {
            follow(p, class, s, bytes, op.bytes);
        }
    }
    if (bytes != small)
        free(bytes);
}

/* Objects. */

static const struct object_ops *ops_of(const struct product *p, uint32_t index)
{
    return p->l->objects.items[index].stub->ops;
}

/* An object that nobody has used yet becomes what its memory says. */
static bool first_state(struct product *p, const struct state *s, uint32_t index, void *state)
{
    const struct learned_object *o = &p->l->objects.items[index];
    if (o->kind == NULL)
        return false;
    uint8_t memory[256];
    ASSERT_LE(o->kind->bytes, sizeof memory);
    (void)s;
    learner_base_read(p->l, o->stub->addr, o->kind->bytes, memory);
    uint64_t arguments[OBJECT_ARGUMENTS] = {0};
    arguments[LIFE_ARGUMENT] = o->kind->classify(memory, &arguments[ATTRIBUTES_ARGUMENT]);
    memset(state, 0, o->stub->ops->state_bytes);
    o->stub->ops->init(state, arguments);
    return true;
}

/* Puts the state of an object into its stub, where specifications look. */
static bool load_object(struct product *p, const struct state *s, uint32_t index)
{
    if (index == 0)
        return true;
    const struct learned_object *o = &p->l->objects.items[index];
    void *state = object_state(o->stub);
    uint32_t field = product_object_field(p, index);
    uint32_t value = field < s->count ? s->v[field] : 0;
    uint32_t id = value ? value - 1 : o->base;
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

static void store_object(struct product *p, const struct state *s, uint32_t index)
{
    if (index == 0)
        return;
    struct object *stub = p->l->objects.items[index].stub;
    uint32_t id = registry_state(p->l, stub->ops, object_state(stub));
    uint32_t value = id == p->l->objects.items[index].base ? 0 : id + 1;
    add_change(p, s, product_object_field(p, index), value);
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
        add_change(p, s, p->slots[thread_task(state)].task_field, SLOT_FREE);
}

static void apply_object(struct product *p, uint32_t class, struct state *s, uint32_t alternative,
                         bool late)
{
    const struct class *c = &p->classes.items[class];
    const struct op op = c->op;
    uint32_t first = registry_index(op.object), second = registry_index(op.object2);
    load_object(p, s, first);
    load_object(p, s, second);
    renew_on_stack(p, first, &op);
    struct object_view view = view_of(p, s, c->slot, &op, late);
    if (op.flags & OP_TIMED)
        view.may_time_out = true;
    struct object_outcome outcome = {.misuse_other = TASK_NONE};
    view.object->ops->apply(&view, &op, alternative, &outcome);
    begin_outcome(p);
    if (!outcome.unchanged) {
        store_object(p, s, first);
        store_object(p, s, second);
    }
    if (outcome.timed_out && s->v[p->timeouts_field] < p->options->timeouts_max)
        add_change(p, s, p->timeouts_field, s->v[p->timeouts_field] + 1);
    if (outcome.spurious)
        add_change(p, s, p->spurious_field, s->v[p->spurious_field] + 1);
    if (outcome.misuse) {
        vec_last(&p->outcomes)->status = OUTCOME_FINDING;
        vec_last(&p->outcomes)->finding = FINDING_MISUSE;
        return;
    }
    if (view.object->ops != &thread_ops) {
        follow(p, class, s, &outcome.result, sizeof outcome.result);
        return;
    }
    settle_thread(p, s, first, &op, outcome.result);
    struct {
        uint64_t result;
        uint8_t state[OBJECT_STATE_BYTES_MAX];
    } answer = {.result = outcome.result};
    memcpy(answer.state, object_state(view.object), thread_ops.state_bytes);
    follow(p, class, s, &answer, sizeof answer.result + thread_ops.state_bytes);
}

static uint32_t evaluate_object(struct product *p, uint32_t class, struct state *s, bool late)
{
    const struct class *c = &p->classes.items[class];
    const struct op op = c->op;
    uint32_t first = registry_index(op.object);
    bool there = load_object(p, s, first) && load_object(p, s, registry_index(op.object2));
    if (!there || (ops_of(p, first) == &thread_ops && op.verb == THREAD_CANCEL)) {
        begin_outcome(p)->status = OUTCOME_REFUSED;
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

/* Creating and ending tasks. */

static task_id free_slot(const struct product *p, const struct state *s)
{
    task_id slot = 1;
    while (slot < p->slot_count && p->slots[slot].used &&
           s->v[p->slots[slot].task_field] != SLOT_FREE)
        slot++;
    return slot;
}

/* A new task's stack is all zero. */
static void clear_stack_cells(struct product *p, const struct state *s, task_id slot)
{
    static const uint8_t zeroes[8];
    for (size_t i = 0; i < p->cells.count; i++) {
        const struct cell cell = p->cells.items[i];
        if (stack_owner(cell.addr) == slot)
            add_change(p, s, cell.field, cell_value_id(p, &cell, zeroes));
    }
}

static void evaluate_spawn(struct product *p, uint32_t class, struct state *s)
{
    const struct op op = p->classes.items[class].op;
    task_id slot = free_slot(p, s);
    begin_outcome(p)->status = OUTCOME_SPAWN;
    if (slot >= PRODUCT_TASKS_MAX) {
        vec_last(&p->outcomes)->status = OUTCOME_REFUSED;
        product_refuse(p, "more than %d tasks exist at a time", PRODUCT_TASKS_MAX);
        return;
    }
    uint32_t start = learner_start(p->l, slot, op.addr, op.arg, op.bytes);
    uint32_t child = product_class_of(p, start);
    state_fit(p, s);
    const uint64_t arguments[THREAD_ARGUMENTS] = {
        [THREAD_TASK_ARGUMENT] = slot, [THREAD_DETACHED_ARGUMENT] = op.verb != 0};
    uint32_t thread = learner_thread(p->l, slot);
    struct object *stub = p->l->objects.items[thread].stub;
    memset(object_state(stub), 0, thread_ops.state_bytes);
    thread_ops.init(object_state(stub), arguments);
    store_object(p, s, thread);
    add_change(p, s, p->slots[slot].task_field,
               SLOT_CLASS + p->classes.items[child].local_index);
    add_change(p, s, p->slots[slot].region_field, REGION_REMAINDER);
    clear_stack_cells(p, s, slot);
    uint64_t result = slot;
    follow(p, class, s, &result, sizeof result);
}

static bool holds_something(struct product *p, struct state *s, task_id task)
{
    for (uint32_t i = 1; i < p->l->objects.count; i++) {
        struct object *stub = p->l->objects.items[i].stub;
        struct task_set holders = {0};
        if (stub->ops->holders == NULL || p->object_fields.count <= i ||
            p->object_fields.items[i] == 0 || !load_object(p, s, i))
            continue;
        stub->ops->holders(object_state(stub), &holders);
        if (task_set_has(&holders, task))
            return true;
    }
    return false;
}

static void evaluate_end(struct product *p, uint32_t class, struct state *s)
{
    const struct class *c = &p->classes.items[class];
    const struct op op = c->op;
    task_id slot = c->slot;
    uint64_t others = product_unfinished(p, s) & ~(UINT64_C(1) << slot);
    begin_outcome(p)->status = OUTCOME_ENDED;
    if (holds_something(p, s, slot)) {
        vec_last(&p->outcomes)->status = OUTCOME_REFUSED;
        product_refuse(p, "a task ends while it holds a lock");
        return;
    }
    if (others == 0 && p->l->base_slots[CALL_SLOT_STDLIB] != NULL) {
        vec_last(&p->outcomes)->status = OUTCOME_REFUSED;
        product_refuse(p, "exit handlers are registered");
        return;
    }
    uint32_t thread = learner_thread(p->l, slot);
    load_object(p, s, thread);
    struct object *stub = p->l->objects.items[thread].stub;
    struct op finish = {.kind = OP_OBJECT, .verb = THREAD_FINISH, .arg = op.arg};
    struct object_view view = {.object = stub, .task = slot};
    struct object_outcome outcome = {.misuse_other = TASK_NONE};
    thread_ops.apply(&view, &finish, 0, &outcome);
    store_object(p, s, thread);
    bool gone = thread_is_gone(object_state(stub));
    add_change(p, s, p->slots[slot].task_field, gone ? SLOT_FREE : SLOT_ENDED);
    if (slot == 0 && others != 0)
        vec_last(&p->outcomes)->finding = FINDING_MISSING_JOIN;
}

static void evaluate_exit(struct product *p, const struct state *s)
{
    begin_outcome(p)->status = OUTCOME_EXITED;
    add_change(p, s, p->exited_field, 1);
}

/* All kinds. */

static void evaluate_choose(struct product *p, uint32_t class, const struct state *s,
                            uint32_t alternatives)
{
    for (uint64_t i = 0; i < alternatives; i++) {
        begin_outcome(p);
        follow(p, class, s, &i, sizeof i);
    }
}

static uint32_t evaluate_kind(struct product *p, uint32_t class, struct state *s, bool late)
{
    const struct op op = p->classes.items[class].op;
    uint64_t nothing = 0;
    switch ((enum op_kind)op.kind) {
    case OP_OBJECT:
        return evaluate_object(p, class, s, late);
    case OP_CHOOSE:
        evaluate_choose(p, class, s, op.arg ? (uint32_t)op.arg : 1);
        return op.arg ? (uint32_t)op.arg : 1;
    case OP_YIELD:
    case OP_REGION:
        begin_outcome(p);
        if (op.kind == OP_REGION)
            add_change(p, s, p->slots[p->classes.items[class].slot].region_field, op.verb);
        follow(p, class, s, &nothing, sizeof nothing);
        return 1;
    case OP_FOREVER:
        return 0;
    case OP_SPAWN:
        evaluate_spawn(p, class, s);
        return 1;
    case OP_END:
        evaluate_end(p, class, s);
        return 1;
    case OP_EXIT:
        evaluate_exit(p, s);
        return 1;
    case OP_ALLOCATE:
    case OP_FREE:
    case OP_BLOCK:
        begin_outcome(p)->status = OUTCOME_REFUSED;
        product_refuse(p, "memory is allocated while several tasks run");
        return 1;
    case OP_NONE:
    case OP_FENCE:
    case OP_KINDS:
        UNREACHABLE();
    default:
        evaluate_cell(p, class, s);
        return 1;
    }
}

static bool task_is_alive(const struct product *p, const struct state *s, task_id slot)
{
    return slot < p->slot_count && p->slots[slot].used &&
           s->v[p->slots[slot].task_field] >= SLOT_CLASS;
}

/* A pointer into a frame of another task that has returned: only native memory shows what that does. */
static bool is_dangling(const struct product *p, const struct state *s, const struct class *c)
{
    if (!op_is_cell(&c->op) || !world_in_stacks(c->op.addr))
        return false;
    task_id owner = stack_owner(c->op.addr);
    if (owner == c->slot)
        return false;
    return !task_is_alive(p, s, owner) || product_class(p, s, owner)->sp > c->op.addr;
}

static struct entry evaluate(struct product *p, uint32_t class, struct state *s, bool late)
{
    p->outcomes.count = p->kept_outcomes;
    p->changes.count = p->kept_changes;
    struct entry e = {.outcomes = (uint32_t)p->outcomes.count};
    const struct class *c = &p->classes.items[class];
    p->evaluations++;
    if (c->kind == NODE_FAILED) {
        begin_outcome(p)->status = OUTCOME_FINDING;
        vec_last(&p->outcomes)->finding = c->finding;
        e.alternatives = 1;
    } else if (c->kind != NODE_PENDING || is_dangling(p, s, c)) {
        begin_outcome(p)->status = OUTCOME_REFUSED;
        if (c->kind == NODE_REFUSED)
            product_refuse(p, "%s", (const char *)blob_set_get(&p->l->texts, c->text, NULL));
        else
            product_refuse(p, c->kind == NODE_HUNG ? "a task computes for very long"
                                                   : "a local variable is used after its function "
                                                     "returned");
        e.alternatives = 1;
    } else {
        e.alternatives = evaluate_kind(p, class, s, late);
        for (uint32_t i = 0; i < e.alternatives; i++) {
            struct outcome *o = &p->outcomes.items[e.outcomes + i];
            o->unchanged = o->status == OUTCOME_NEXT && o->change_count == 0;
        }
    }
    state_fit(p, s);
    return e;
}

/* Which fields decide what a class's operation does. */
static void compile(struct product *p, uint32_t class)
{
    const struct op op = p->classes.items[class].op;
    uint32_t deps[CLASS_DEPS_MAX + 1], count = 0;
    bool uncached = p->classes.items[class].kind != NODE_PENDING || op.kind == OP_SPAWN ||
                    op.kind == OP_END;
    if (op_is_cell(&op)) {
        uint32_t cells, first = product_cells(p, op.addr, op.bytes, &cells);
        uncached |= world_in_stacks(op.addr) || cells > CLASS_DEPS_MAX;
        for (uint32_t i = 0; i < cells && !uncached; i++)
            deps[count++] = p->cells.items[first + i].field;
    } else if (op.kind == OP_OBJECT) {
        deps[count++] = product_object_field(p, registry_index(op.object));
        if (op.object2)
            deps[count++] = product_object_field(p, registry_index(op.object2));
        if (op.flags & OP_TIMED)
            deps[count++] = p->timeouts_field;
        if (op.object2 && p->options->spurious_max > 0)
            deps[count++] = p->spurious_field;
    } else if (op.kind == OP_REGION) {
        deps[count++] = p->slots[p->classes.items[class].slot].region_field;
    }
    struct class *c = &p->classes.items[class];
    c->compiled = true;
    c->uncached = uncached;
    c->dep_count = count;
    memcpy(c->deps, deps, count * sizeof *deps);
}

/* Entries that are not kept last until the next evaluation. */
static struct entry keep(struct product *p, struct entry e)
{
    p->kept_outcomes = (uint32_t)p->outcomes.count;
    p->kept_changes = (uint32_t)p->changes.count;
    return e;
}

static uint32_t keyed_entry(struct product *p, uint32_t class, struct state *s)
{
    const struct class *c = &p->classes.items[class];
    uint32_t key[1 + CLASS_DEPS_MAX] = {class};
    for (uint32_t i = 0; i < c->dep_count; i++)
        key[1 + i] = s->v[c->deps[i]];
    uint32_t id = blob_set_add(&p->keys, key, (1 + c->dep_count) * sizeof *key);
    if (id < p->key_entries.count)
        return p->key_entries.items[id];
    struct entry e = keep(p, evaluate(p, class, s, false));
    vec_push(&p->entries, e);
    vec_push(&p->key_entries, (uint32_t)p->entries.count - 1);
    return (uint32_t)p->entries.count - 1;
}

static uint32_t tabled_entry(struct product *p, uint32_t class, struct state *s)
{
    struct class *c = &p->classes.items[class];
    uint32_t value = c->dep_count ? s->v[c->deps[0]] : 0;
    if (LIKELY(value < c->table.count && c->table.items[value] != 0))
        return c->table.items[value] - 1;
    struct entry e = keep(p, evaluate(p, class, s, false));
    c = &p->classes.items[class];
    while (c->table.count <= value)
        vec_push(&c->table, 0);
    vec_push(&p->entries, e);
    c->table.items[value] = (uint32_t)p->entries.count;
    return (uint32_t)p->entries.count - 1;
}

struct entry product_entry(struct product *p, uint32_t class, struct state *s, bool late)
{
    if (UNLIKELY(!p->classes.items[class].compiled))
        compile(p, class);
    state_fit(p, s);
    const struct class *c = &p->classes.items[class];
    if (UNLIKELY(c->uncached || late))
        return evaluate(p, class, s, late);
    uint32_t id = c->dep_count <= 1 ? tabled_entry(p, class, s) : keyed_entry(p, class, s);
    return p->entries.items[id];
}

/* Can outcome o be applied without looking at anything else? */
static struct quick quick_of(struct product *p, uint32_t class, const struct entry *e)
{
    const struct class *c = &p->classes.items[class];
    struct quick q = {.kind = QUICK_NOT};
    if (e->alternatives == 0)
        q.kind = QUICK_DISABLED;
    if (e->alternatives != 1 || c->local || c->eager || c->kind != NODE_PENDING)
        return q;
    const struct outcome *o = &p->outcomes.items[e->outcomes];
    bool plain = o->status == OUTCOME_NEXT && o->change_count <= 1 &&
                 !(c->op.kind == OP_REGION && c->op.verb == REGION_CRITICAL) &&
                 !(op_is_cell(&c->op) && p->races && races_may_happen(p, &c->op));
    if (!plain)
        return q;
    const struct class *next = &p->classes.items[o->next];
    if (next->local || next->eager || next->kind != NODE_PENDING)
        return q;
    q = (struct quick){.kind = QUICK_STEP,
                       .unchanged = o->unchanged,
                       .next = o->next,
                       .task_value = SLOT_CLASS + next->local_index};
    if (o->change_count == 1) {
        q.field = p->changes.items[o->changes].field;
        q.value = p->changes.items[o->changes].value;
    }
    return q;
}

void product_quick_learn(struct product *p, uint32_t class, struct state *s)
{
    struct entry e = product_entry(p, class, s, false);
    struct class *c = &p->classes.items[class];
    if (c->uncached || c->dep_count > 1)
        return;
    uint32_t value = c->dep_count ? s->v[c->deps[0]] : 0;
    while (c->quick.count <= value)
        vec_push(&c->quick, (struct quick){.kind = QUICK_UNKNOWN});
    c->quick.items[value] = quick_of(p, class, &e);
}
