/* SPDX-License-Identifier: MIT */
/*
 * What the operation of a class does, given the values of the fields that it looks at: evaluated once for
 * each combination, then looked up.  Operations on cells are performed here, others in files of their own.
 */
#include "sim/learn/outcomes.h"

#include "sim/learn/buffers.h"
#include "sim/learn/registry.h"
#include "sim/perform_cell.h"

enum {
    RANGE_BYTES_MAX = 1 << 16,
    OUTPUT_BYTES_ASKED = 4096, /* of a text that is printed, if output is visible */
    OUTPUTS_MAX = 1 << 16,     /* such texts, unfinished ones included */
};

static bool is_performed_natively(const struct op *op)
{
    return op->kind == OP_READ || op->kind == OP_WRITE || op->bytes > 8 || (op->flags & OP_RANGE);
}

static bool refuses_cell(struct product *p, const struct state *s, const struct op *op)
{
    if (op->flags & OP_INSIDE && op->access == ACCESS_ATOMIC) {
        product_refuse(p, "atomic accesses inside of atomic sections");
        return true;
    }
    bool overlaps = object_overlaps(p, s, op->addr, op->bytes);
    if (overlaps)
        product_refuse(p, "memory of a synchronisation object is read or written directly");
    else if (op->bytes > RANGE_BYTES_MAX)
        product_refuse(p, "more than %d bytes are accessed at once", RANGE_BYTES_MAX);
    return overlaps || op->bytes > RANGE_BYTES_MAX;
}

static void evaluate_cell(struct product *p, uint32_t class, const struct state *s)
{
    const struct op op = p->classes.items[class].op;
    outcomes_begin(p);
    if (refuses_cell(p, s, &op)) {
        outcomes_refuse(p);
        return;
    }
    uint8_t small[64], *bytes = op.bytes <= sizeof small ? small : memory_new(1, op.bytes);
    if (buffers_take(p, &p->classes.items[class])) {
        outcomes_store(p, class, s);
    } else if (op.kind == OP_WRITE || op.kind == OP_STORE) {
        if (op.kind == OP_STORE && !is_performed_natively(&op))
            outcomes_write(p, s, op.addr, op.bytes, (const uint8_t *)&op.arg, NULL);
        outcomes_follow(p, class, s, NULL, 0);
    } else {
        buffers_read(p, s, p->classes.items[class].slot, op.addr, op.bytes, bytes);
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

/* Performed at once, or when the buffer is empty: only what the task stores later may have to wait. */
static void evaluate_fence(struct product *p, uint32_t class, const struct state *s)
{
    const struct class *c = &p->classes.items[class];
    task_id slot = c->slot;
    bool orders = c->op.order != __ATOMIC_SEQ_CST;
    uint64_t nothing = 0;
    outcomes_begin(p);
    if (orders)
        outcomes_change(p, s, p->slots[slot].buffer_field, buffers_after_fence(p, s, slot));
    outcomes_follow(p, class, s, &nothing, sizeof nothing);
}

static void evaluate_choose(struct product *p, uint32_t class, const struct state *s,
                            uint32_t alternatives)
{
    for (uint64_t i = 0; i < alternatives; i++) {
        outcomes_begin(p);
        outcomes_follow(p, class, s, &i, sizeof i);
    }
}

static void evaluate_region(struct product *p, uint32_t class, struct state *s)
{
    const struct op op = p->classes.items[class].op;
    uint32_t field = p->slots[p->classes.items[class].slot].region_field;
    uint64_t nothing = 0;
    outcomes_begin(p);
    if (region_mistake((enum region)s->v[field], (enum region)op.verb)) {
        outcomes_fail(p, FINDING_MISUSE);
        return;
    }
    outcomes_change(p, s, field, op.verb);
    outcomes_follow(p, class, s, &nothing, sizeof nothing);
}

const char *product_output(const struct product *p, const struct state *s, size_t *bytes)
{
    ASSERT(p->output_field != 0);
    uint32_t value = p->output_field < s->count ? s->v[p->output_field] : 0;
    return (const char *)blob_set_get(&p->fields.items[p->output_field].values, value, bytes);
}

static bool refuses_output(struct product *p, size_t bytes)
{
    bool many = p->fields.items[p->output_field].values.count >= OUTPUTS_MAX;
    if (bytes > OUTPUT_BYTES_ASKED)
        product_refuse(p, "what it prints is asked for, and that is more than %d bytes", OUTPUT_BYTES_ASKED);
    else if (many)
        product_refuse(p, "what it prints is asked for, and that has no end, or more than %d forms",
                       OUTPUTS_MAX);
    return bytes > OUTPUT_BYTES_ASKED || many;
}

static void evaluate_print(struct product *p, uint32_t class, const struct state *s)
{
    const struct op op = p->classes.items[class].op;
    size_t before, count;
    uint8_t text[OUTPUT_BYTES_ASKED];
    uint64_t nothing = 0;
    const char *printed = product_output(p, s, &before);
    const uint8_t *piece = blob_set_get(&p->l->printed, (uint32_t)op.arg, &count);
    outcomes_begin(p);
    if (refuses_output(p, before + count)) {
        outcomes_refuse(p);
        return;
    }
    memcpy(text, printed, before);
    memcpy(text + before, piece, count);
    outcomes_change(p, s, p->output_field,
                    blob_set_add(&p->fields.items[p->output_field].values, text, before + count));
    outcomes_follow(p, class, s, &nothing, sizeof nothing);
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
    case OP_REGION:
        evaluate_region(p, class, s);
        return 1;
    case OP_YIELD:
    case OP_ATOMIC:
        outcomes_begin(p);
        outcomes_follow(p, class, s, &nothing, sizeof nothing);
        return 1;
    case OP_PRINT:
        evaluate_print(p, class, s);
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
        evaluate_allocate(p, class, s);
        return 1;
    case OP_FREE:
        evaluate_free(p, class, s);
        return 1;
    case OP_BLOCK:
        evaluate_block(p, class, s);
        return 1;
    case OP_FENCE:
        evaluate_fence(p, class, s);
        return 1;
    case OP_NONE:
    case OP_FLUSH:
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

/*
 * Objects that came up since: an access to memory of theirs depends on whether they are there.  Until now they
 * were in no state.
 */
static void note_objects(struct product *p)
{
    p->quick_voided++;
    for (; p->known_objects < p->l->objects.count; p->known_objects++)
        for (uint32_t i = 0; i < p->classes.count; i++) {
            struct class *c = &p->classes.items[i];
            if (!c->compiled || !op_is_cell(&c->op) ||
                !registry_lies_in(p->l, (uint32_t)p->known_objects, c->op.addr, c->op.bytes))
                continue;
            c->compiled = false;
            vec_clear(&c->table);
            vec_clear(&c->quick);
        }
}

static struct entry evaluate(struct product *p, uint32_t class, struct state *s, bool late)
{
    p->outcomes.count = p->kept_outcomes;
    p->changes.count = p->kept_changes;
    struct entry e = {.outcomes = (uint32_t)p->outcomes.count};
    const struct class *c = &p->classes.items[class];
    p->evaluations++;
    p->unkept = false;
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
    if (UNLIKELY(p->known_objects < p->l->objects.count))
        note_objects(p);
    state_fit(p, s);
    return e;
}

/* The cells that an access covers, and the objects in them. */
static bool compile_cell(struct product *p, const struct op *op, uint32_t *deps, uint32_t *count)
{
    uint32_t cells, first, before = *count;
    if (world_in_stacks(op->addr) || op->bytes > CLASS_DEPS_MAX * sizeof(uint64_t))
        return false;
    first = product_cells(p, op->addr, op->bytes, &cells);
    for (uint32_t i = 0; i < cells && *count < CLASS_DEPS_MAX; i++)
        deps[(*count)++] = p->cells.items[first + i].field;
    bool all = *count == before + cells;
    for (uint32_t i = 1; i < p->l->objects.count && all; i++) {
        if (!registry_lies_in(p->l, i, op->addr, op->bytes))
            continue;
        all = *count < CLASS_DEPS_MAX;
        if (all)
            deps[(*count)++] = product_object_field(p, i);
    }
    return all;
}

/* Which fields decide what a class's operation does. */
void product_compile(struct product *p, uint32_t class)
{
    if (LIKELY(p->classes.items[class].compiled))
        return;
    const struct op op = p->classes.items[class].op;
    uint32_t deps[CLASS_DEPS_MAX], count = 0;
    bool uncached = p->classes.items[class].kind != NODE_PENDING || op.kind == OP_SPAWN ||
                    op.kind == OP_END || op.kind == OP_FREE;
    if (p->weak_memory && (op_is_cell(&op) || op.kind == OP_FENCE))
        deps[count++] = p->slots[p->classes.items[class].slot].buffer_field;
    if (op_is_cell(&op)) {
        uncached |= !compile_cell(p, &op, deps, &count);
    } else if (op.kind == OP_ALLOCATE || op.kind == OP_BLOCK) {
        deps[count++] = p->heap_field;
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
    } else if (op.kind == OP_PRINT) {
        deps[count++] = p->output_field;
    }
    struct class *c = &p->classes.items[class];
    c->compiled = true;
    c->uncached = uncached;
    c->dep_count = count;
    memcpy(c->deps, deps, count * sizeof *deps);
}

/* Of the values that what is evaluated depends on. */
static struct evaluated values_seen(const struct product *p, uint32_t class, const struct state *s,
                                    bool late)
{
    const struct class *c = &p->classes.items[class];
    struct evaluated e = {.class = class, .late = late};
    for (uint32_t i = 0; i < c->dep_count && !c->uncached; i++)
        e.values[i] = s->v[c->deps[i]];
    if (c->op.kind == OP_END)
        e.values[0] = s->v[p->slots[c->slot].thread_field];
    return e;
}

/* Evaluates what is evaluated each time. */
static struct entry evaluate_again(struct product *p, uint32_t class, struct state *s, bool late)
{
    if (p->journals) {
        const struct evaluated e = values_seen(p, class, s, late);
        uint32_t before = p->journal_keys.count;
        blob_set_add(&p->journal_keys, &e, sizeof e);
        if (p->journal_keys.count > before)
            vec_push(&p->journal, e);
    }
    return evaluate(p, class, s, late);
}

/*
 * Entries that are not kept last until the next evaluation.  False: this one depends on more than the deps
 * that it was found by.
 */
static bool keep(struct product *p, uint32_t class, const struct state *s)
{
    if (p->journals)
        vec_push(&p->journal, values_seen(p, class, s, false));
    if (p->unkept || !p->classes.items[class].compiled)
        return false;
    p->kept_outcomes = (uint32_t)p->outcomes.count;
    p->kept_changes = (uint32_t)p->changes.count;
    return true;
}

static struct entry keyed_entry(struct product *p, uint32_t class, struct state *s)
{
    const struct class *c = &p->classes.items[class];
    uint32_t key[1 + CLASS_DEPS_MAX] = {class};
    size_t bytes = (1 + c->dep_count) * sizeof *key;
    for (uint32_t i = 0; i < c->dep_count; i++)
        key[1 + i] = s->v[c->deps[i]];
    uint32_t id = blob_set_find(&p->keys, key, bytes);
    if (id != BLOB_NONE)
        return p->key_entries.items[id];
    struct entry e = evaluate(p, class, s, false);
    if (keep(p, class, s)) {
        blob_set_add(&p->keys, key, bytes);
        vec_push(&p->key_entries, e);
    }
    return e;
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

static struct entry tabled_entry(struct product *p, uint32_t class, struct state *s)
{
    struct class *c = &p->classes.items[class];
    uint32_t value = value_seen(c, s);
    if (LIKELY(value < c->table.count && c->table.items[value] != 0))
        return p->entries.items[c->table.items[value] - 1];
    struct entry e = evaluate(p, class, s, false);
    if (!keep(p, class, s))
        return e;
    c = &p->classes.items[class];
    while (c->table.count <= value)
        vec_push(&c->table, 0);
    vec_push(&p->entries, e);
    c->table.items[value] = (uint32_t)p->entries.count;
    return e;
}

struct entry product_entry(struct product *p, uint32_t class, struct state *s, bool late)
{
    product_compile(p, class);
    state_fit(p, s);
    const struct class *c = &p->classes.items[class];
    if (UNLIKELY(c->uncached || late))
        return evaluate_again(p, class, s, late);
    return is_tabled(c, s) ? tabled_entry(p, class, s) : keyed_entry(p, class, s);
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
                       .enters_heap = next->enters_heap,
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
    if (c->uncached || !c->compiled || !is_tabled(c, s))
        return;
    uint32_t value = value_seen(c, s);
    if (value >= c->table.count || c->table.items[value] == 0)
        return; /* it was not kept */
    while (c->quick.count <= value)
        vec_push(&c->quick, (struct quick){.kind = QUICK_UNKNOWN});
    c->quick.items[value] = quick_of(p, class, &e);
}
