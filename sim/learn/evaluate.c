/* SPDX-License-Identifier: MIT */
/*
 * What the operation of a class does, given the values of the fields that it looks at: evaluated once for
 * each combination, then looked up.  Operations on cells are performed here, others in files of their own.
 */
#include "sim/learn/outcomes.h"

#include "sim/learn/registry.h"
#include "sim/perform_cell.h"

static bool is_performed_natively(const struct op *op)
{
    return op->kind == OP_READ || op->kind == OP_WRITE || op->bytes > 8 || (op->flags & OP_RANGE);
}

static void evaluate_cell(struct product *p, uint32_t class, const struct state *s)
{
    const struct op op = p->classes.items[class].op;
    uint8_t small[64], *bytes = op.bytes <= sizeof small ? small : memory_new(1, op.bytes);
    outcomes_begin(p);
    if (op.kind == OP_WRITE || op.kind == OP_STORE) {
        if (op.kind == OP_STORE && !is_performed_natively(&op))
            outcomes_write(p, s, op.addr, op.bytes, (const uint8_t *)&op.arg, NULL);
        outcomes_follow(p, class, s, NULL, 0);
    } else {
        product_read(p, s, op.addr, op.bytes, bytes);
        if (!is_performed_natively(&op)) {
            uint64_t old = 0;
            memcpy(&old, bytes, op.bytes);
            uint64_t new = cell_truncate(cell_value_after(&op, old), op.bytes);
            if (new != old)
                outcomes_write(p, s, op.addr, op.bytes, (const uint8_t *)&new, NULL);
            outcomes_follow(p, class, s, &old, sizeof old);
        } else {
            outcomes_follow(p, class, s, bytes, op.bytes);
        }
    }
    if (bytes != small)
        free(bytes);
}

static void evaluate_choose(struct product *p, uint32_t class, const struct state *s,
                            uint32_t alternatives)
{
    for (uint64_t i = 0; i < alternatives; i++) {
        outcomes_begin(p);
        outcomes_follow(p, class, s, &i, sizeof i);
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
        outcomes_begin(p);
        if (op.kind == OP_REGION)
            outcomes_change(p, s, p->slots[p->classes.items[class].slot].region_field, op.verb);
        outcomes_follow(p, class, s, &nothing, sizeof nothing);
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
        outcomes_begin(p)->status = OUTCOME_REFUSED;
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
        outcomes_begin(p);
        outcomes_fail(p, c->finding);
        e.alternatives = 1;
    } else if (c->kind != NODE_PENDING || is_dangling(p, s, c)) {
        outcomes_begin(p)->status = OUTCOME_REFUSED;
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
            o->unchanged = o->status == OUTCOME_NEXT && o->change_count == 0 && !o->finding;
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

/* The value of the one field that the class looks at, if it looks at one. */
static uint32_t value_seen(const struct class *c, const struct state *s)
{
    return c->dep_count ? s->v[c->deps[0]] : 0;
}

/* Tables have an entry for each value up to the highest: few classes meet many. */
static bool is_tabled(const struct class *c, const struct state *s)
{
    enum { TABLED_VALUES = 1024 };
    return c->dep_count <= 1 && value_seen(c, s) < TABLED_VALUES;
}

static uint32_t tabled_entry(struct product *p, uint32_t class, struct state *s)
{
    struct class *c = &p->classes.items[class];
    uint32_t value = value_seen(c, s);
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
    uint32_t id = is_tabled(c, s) ? tabled_entry(p, class, s) : keyed_entry(p, class, s);
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
    bool plain = o->status == OUTCOME_NEXT && o->change_count <= 1 && !o->finding &&
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
    if (c->uncached || !is_tabled(c, s))
        return;
    uint32_t value = value_seen(c, s);
    while (c->quick.count <= value)
        vec_push(&c->quick, (struct quick){.kind = QUICK_UNKNOWN});
    c->quick.items[value] = quick_of(p, class, &e);
}
