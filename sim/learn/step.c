/* SPDX-License-Identifier: MIT */
/* Steps of the product: one visible operation and all that follows without a choice. */
#include "sim/learn/product.h"

#include "sim/learn/buffers.h"
#include "sim/learn/deeds.h"
#include "sim/learn/order.h"
#include "sim/learn/registry.h"
#include "sim/objects/thread.h"

enum {
    LOCAL_STEPS_MAX = 1 << 15, /* of one task in a row: beyond, it is taken to go on for ever */
    LOOK_FOR_LOOP_AFTER = 256,
};

struct class *product_class(const struct product *p, const struct state *s, task_id task)
{
    if (task >= p->slot_count || !p->slots[task].used || p->slots[task].task_field >= s->count)
        return NULL;
    uint32_t value = s->v[p->slots[task].task_field];
    if (value < SLOT_CLASS)
        return NULL;
    return &p->classes.items[p->slots[task].classes.items[value - SLOT_CLASS]];
}

static uint32_t class_id(const struct product *p, const struct state *s, task_id task)
{
    const struct class *c = product_class(p, s, task);
    return c ? (uint32_t)(c - p->classes.items) : BLOB_NONE;
}

uint64_t product_unfinished(const struct product *p, const struct state *s)
{
    uint64_t set = 0;
    for (task_id i = 0; i < p->slot_count; i++)
        if (product_class(p, s, i))
            set |= UINT64_C(1) << i;
    return set;
}

bool product_is_excluded(const struct product *p, const struct state *s)
{
    bool excluded = false;
    for (task_id i = 0; i < p->slot_count; i++) {
        const struct class *c = product_class(p, s, i);
        excluded |= c != NULL && c->kind == NODE_PENDING && op_excludes(&c->op);
    }
    return excluded;
}

bool product_has_exclusions(const struct product *p)
{
    for (size_t i = 0; i < p->classes.count; i++)
        if (p->classes.items[i].kind == NODE_PENDING && op_excludes(&p->classes.items[i].op))
            return true;
    return false;
}

/* A loop of one step that changes nothing: whether it is made makes no difference. */
static bool leads_back(const struct product *p, const struct entry *e, uint32_t class)
{
    const struct outcome *o = &p->outcomes.items[e->outcomes];
    return o->unchanged && o->next == class && p->classes.items[class].op.kind != OP_REGION;
}

/* Those of class's operation, the flushes of its task's buffer left aside. */
static uint32_t alternatives_of(struct product *p, struct state *s, uint32_t class, bool late)
{
    const struct class *c = &p->classes.items[class];
    if (c->eager || !buffers_allow(p, s, class) || (late && !(c->op.flags & OP_TIMED)))
        return 0;
    struct entry e = product_entry(p, class, s, late);
    if (e.alternatives == 1 && p->awaits && !late && leads_back(p, &e, class))
        return 0;
    return e.alternatives;
}

task_id product_inside(const struct product *p, const struct state *s)
{
    for (task_id i = 0; p->sections && i < p->slot_count; i++) {
        const struct class *c = product_class(p, s, i);
        if (c != NULL && c->op.flags & OP_INSIDE)
            return i;
    }
    return TASK_NONE;
}

static bool is_shut_out(const struct product *p, const struct state *s, task_id task)
{
    task_id inside = product_inside(p, s);
    return inside != TASK_NONE && inside != task;
}

uint32_t product_alternatives(struct product *p, struct state *s, task_id task, bool late)
{
    uint32_t class = class_id(p, s, task);
    if (class == BLOB_NONE || s->v[p->exited_field] || is_shut_out(p, s, task))
        return 0;
    return buffers_flushable(p, s, task) + alternatives_of(p, s, class, late);
}

bool product_moves(struct product *p, struct state *s, task_id task)
{
    if (product_alternatives(p, s, task, false) == 0)
        return false;
    return !buffers_are_empty(p, s, task) ||
           !(p->awaits && product_round(p, s, class_id(p, s, task)) > 0);
}

uint64_t product_enabled(struct product *p, struct state *s, bool *late)
{
    uint64_t set = 0;
    *late = false;
    for (task_id i = 0; i < p->slot_count; i++)
        if (product_moves(p, s, i))
            set |= UINT64_C(1) << i;
    if (set != 0)
        return set;
    *late = true;
    for (task_id i = 0; i < p->slot_count; i++)
        if (product_alternatives(p, s, i, true) > 0)
            set |= UINT64_C(1) << i;
    return set;
}

/* Applying outcomes. */

static void note(struct product *p, uint32_t kind, uint64_t where)
{
    vec_push(&p->notes, (struct product_finding){kind, TASK_NONE, where});
}

static void note_mutual_exclusion(struct product *p, const struct state *s, const struct class *c)
{
    if (c->op.kind != OP_REGION || c->op.verb != REGION_CRITICAL)
        return;
    for (task_id i = 0; i < p->slot_count; i++)
        if (i != c->slot && p->slots[i].used && s->v[p->slots[i].task_field] != SLOT_FREE &&
            s->v[p->slots[i].region_field] == REGION_CRITICAL)
            p->found = (struct product_finding){FINDING_MUTUAL_EXCLUSION, TASK_NONE, c->op.pc};
}

static void note_joined(struct product *p, struct state *s, const struct class *c)
{
    if (c->op.kind != OP_OBJECT || (c->op.verb != THREAD_JOIN && c->op.verb != THREAD_TRYJOIN))
        return;
    const struct learned_object *o = &p->l->objects.items[registry_index(c->op.object)];
    if (o->kind == NULL && s->v[p->slots[o->slot].task_field] == SLOT_FREE)
        races_joined(p, s, c->slot, o->slot);
}

/* Whom a task creates. */
static task_id child_of(const struct product *p, const struct outcome *o)
{
    for (uint32_t i = 0; i < o->change_count; i++) {
        const struct field *field = &p->fields.items[p->changes.items[o->changes + i].field];
        if (field->kind == FIELD_TASK)
            return (task_id)field->subject;
    }
    return TASK_NONE;
}

/* Is it a step in the direct machine?  Creating a task is, and the end of each but main. */
static bool is_step(const struct class *c)
{
    return !c->local || c->op.kind == OP_SPAWN || (c->op.kind == OP_END && c->slot != 0);
}

static bool leaves_section(const struct product *p, const struct class *c, uint32_t next)
{
    bool inside = c->op.kind == OP_ATOMIC || c->op.flags & OP_INSIDE;
    return inside && !(p->classes.items[next].op.flags & OP_INSIDE);
}

static void leave_section(struct product *p, struct state *s, task_id task)
{
    if (p->order)
        order_leave(p, task);
    if (p->races)
        races_leave(p, s, task);
}

/* The task performs its operation.  False: there is an error, or it cannot be learned. */
static enum step_status perform(struct product *p, struct state *s, task_id task,
                                uint32_t alternative, bool late)
{
    uint32_t class = class_id(p, s, task);
    struct entry e = product_entry(p, class, s, late);
    ASSERT_LT(alternative, e.alternatives);
    struct outcome o = p->outcomes.items[e.outcomes + alternative];
    const struct class *c = &p->classes.items[class];
    p->found.kind = FINDING_KINDS;
    note_mutual_exclusion(p, s, c);
    task_id child = o.status == OUTCOME_SPAWN ? child_of(p, &o) : TASK_NONE;
    if (p->order)
        order_perform(p, s, c, &o, child);
    if (p->deed)
        deeds_perform(p, s, c, &o, child, p->deed);
    p->performed += is_step(c);
    for (uint32_t i = 0; i < o.change_count; i++) {
        struct change change = p->changes.items[o.changes + i];
        product_set(p, s, change.field, change.value);
    }
    if (p->races) {
        if (op_is_cell(&c->op))
            races_access(p, s, c);
        else if (c->op.kind == OP_FREE && o.status == OUTCOME_NEXT)
            races_freed(p, s, task);
        if (!c->local && !c->eager)
            races_forget(p, s, c);
    }
    switch ((enum outcome_status)o.status) {
    case OUTCOME_REFUSED:
        return STEP_REFUSED;
    case OUTCOME_FINDING:
        p->found = (struct product_finding){o.finding, TASK_NONE, c->kind == NODE_FAILED
                                                           ? (uint64_t)c->text << 32 | c->op.pc
                                                           : c->op.pc};
        return STEP_FINDING;
    case OUTCOME_EXITED:
        return STEP_OK;
    case OUTCOME_ENDED:
        if (o.finding)
            note(p, o.finding, 0);
        return STEP_OK;
    case OUTCOME_SPAWN:
        vec_push(&p->newborns, child);
        if (p->races)
            races_spawned(p, s, task, child);
        break;
    case OUTCOME_NEXT:
        break;
    }
    if (o.finding)
        note(p, o.finding, c->op.pc);
    if (p->races)
        note_joined(p, s, c);
    product_set(p, s, p->slots[task].task_field,
                SLOT_CLASS + p->classes.items[o.next].local_index);
    if (UNLIKELY(leaves_section(p, c, o.next)))
        leave_section(p, s, task);
    return p->found.kind == FINDING_KINDS ? STEP_OK : STEP_FINDING;
}

/* What an operation accesses. */
static void promote(struct product *p, const struct op *op)
{
    for (uint64_t b = op->addr; b < op->addr + op->bytes; b++) {
        struct promotion one = {b & ~(uint64_t)(GRANULE_BYTES - 1),
                                (uint8_t)(1u << b % GRANULE_BYTES)};
        if (!product_is_promoted(p, b, 1))
            vec_push(&p->promoted, one);
    }
    p->promoted_grew = true;
}

/* Local operations that only go round read cells that others must be stopped at: they are promoted. */
static void promote_loop(struct product *p, struct state *s, task_id task)
{
    for (int i = 0; i < LOOK_FOR_LOOP_AFTER; i++) {
        const struct class *c = product_class(p, s, task);
        if (c == NULL || !c->local)
            return;
        if (c->op.kind == OP_READ)
            promote(p, &c->op);
        if (perform(p, s, task, 0, false) != STEP_OK)
            return;
    }
}

/* What the direct machine says when a task posts an access to the heap. */
static bool is_at_fault(struct product *p, const struct state *s, uint32_t class)
{
    uint32_t fault = product_heap_fault(p, s, class);
    if (fault == FINDING_KINDS)
        return false;
    p->found = (struct product_finding){fault, TASK_NONE, p->classes.items[class].op.pc};
    return true;
}

task_id product_joins(const struct product *p, uint32_t class)
{
    const struct class *c = &p->classes.items[class];
    if (!c->eager || c->kind != NODE_PENDING || c->op.verb != THREAD_JOIN)
        return TASK_NONE;
    const struct learned_object *o = &p->l->objects.items[registry_index(c->op.object)];
    return o->kind == NULL ? o->slot : TASK_NONE;
}

/* Would main, from the class where it is held, only join and then wait for somebody to end? */
static bool is_held(struct product *p, struct state *s, uint32_t class)
{
    if (LIKELY(class != p->held_class))
        return false;
    for (;;) {
        task_id awaited = product_joins(p, class);
        if (awaited == TASK_NONE)
            return false;
        if (product_class(p, s, awaited))
            return true;
        struct entry e = product_entry(p, class, s, false);
        if (e.alternatives != 1 || p->outcomes.items[e.outcomes].status != OUTCOME_NEXT)
            return false;
        class = p->outcomes.items[e.outcomes].next;
    }
}

/* The task runs up to its next visible operation. */
static enum step_status run_local(struct product *p, struct state *s, task_id task)
{
    for (uint32_t n = 0; n < LOCAL_STEPS_MAX; n++) {
        uint32_t class = class_id(p, s, task);
        if (class == BLOB_NONE || s->v[p->exited_field])
            return STEP_OK;
        if (product_is_exhausted(p))
            return STEP_REFUSED;
        const struct class *c = &p->classes.items[class];
        if (UNLIKELY(c->enters_heap) && is_at_fault(p, s, class))
            return STEP_FINDING;
        bool goes_on = c->local || c->eager;
        if (goes_on && !buffers_allow(p, s, class))
            return STEP_OK;
        if (!goes_on && c->kind == NODE_PENDING)
            return STEP_OK;
        if (c->eager &&
            (is_held(p, s, class) || product_entry(p, class, s, false).alternatives == 0))
            return STEP_OK;
        if (n >= LOOK_FOR_LOOP_AFTER && n % LOOK_FOR_LOOP_AFTER == 0 &&
            product_round(p, s, class) > 0) {
            if (c->op.flags & OP_INSIDE) {
                product_refuse(p, "a loop inside of an atomic section that nobody else can end");
                return STEP_REFUSED;
            }
            promote_loop(p, s, task);
            return STEP_OK;
        }
        const struct op op = p->classes.items[class].op; /* classes may have moved */
        if (op.kind == OP_WRITE && buffers_hold(p, s, task, op.addr, op.bytes))
            promote(p, &op);
        enum step_status status = perform(p, s, task, 0, false);
        if (status != STEP_OK)
            return status;
    }
    product_refuse(p, "a task computes for very long without an operation");
    return STEP_REFUSED;
}

bool product_is_newborn(const struct product *p, task_id task)
{
    for (size_t i = 0; i < p->newborns.count; i++)
        if (p->newborns.items[i] == task)
            return true;
    return false;
}

static enum step_status run_newborns(struct product *p, struct state *s)
{
    enum step_status status = STEP_OK;
    for (size_t i = 0; i < p->newborns.count && status == STEP_OK; i++) {
        task_id task = p->newborns.items[i];
        p->newborns.items[i] = TASK_NONE;
        status = run_local(p, s, task);
    }
    vec_clear(&p->newborns);
    return status;
}

/* Eager operations that are enabled now: the lowest task first, as in the direct machine. */
static enum step_status settle(struct product *p, struct state *s)
{
    for (task_id i = 0; i < p->slot_count; i++) {
        uint32_t class = class_id(p, s, i);
        if (class == BLOB_NONE || !p->classes.items[class].eager || s->v[p->exited_field] ||
            is_held(p, s, class) || !buffers_allow(p, s, class) || is_shut_out(p, s, i) ||
            product_entry(p, class, s, false).alternatives == 0)
            continue;
        enum step_status status = run_local(p, s, i);
        if (status == STEP_OK)
            status = run_newborns(p, s);
        if (status != STEP_OK)
            return status;
        i = (task_id)-1; /* from the first one again */
    }
    return STEP_OK;
}

static enum step_status finish_step(struct product *p, struct state *s, task_id task)
{
    enum step_status status = run_local(p, s, task);
    if (status == STEP_OK)
        status = run_newborns(p, s);
    return status == STEP_OK ? settle(p, s) : status;
}

/* The step ends the execution: nobody moves after it. */
static void drop_later_notes(struct product *p)
{
    size_t kept = 0;
    for (size_t i = 0; i < p->notes.count; i++)
        if (p->notes.items[i].then == TASK_NONE)
            p->notes.items[kept++] = p->notes.items[i];
    p->notes.count = kept;
}

static void flush(struct product *p, struct state *s, task_id task, uint32_t which)
{
    p->found.kind = FINDING_KINDS;
    p->performed++;
    buffers_flush(p, s, task, which);
}

/*
 * The task stopped inside its atomic section.  Where it assumed something false the execution is over: what others
 * would have done does not happen, so that the step depends on all of it.  False: it will go on, and partial order
 * reduction would have to take its next step for a part of this one.
 */
static bool judge_stop_inside(struct product *p, const struct state *s, task_id task)
{
    const struct class *c = product_class(p, s, task);
    if (c == NULL || !(c->op.flags & OP_INSIDE) || s->v[p->exited_field])
        return true;
    if (c->kind == NODE_PENDING && !op_excludes(&c->op)) {
        product_refuse(p, "choices and waits inside of atomic sections");
        return false;
    }
    p->deed->everything = p->deed->conditional = 1;
    return true;
}

enum step_status product_step(struct product *p, struct state *s, task_id task,
                              uint32_t alternative, bool late)
{
    vec_clear(&p->log);
    vec_clear(&p->notes);
    vec_clear(&p->newborns);
    p->performed = 0;
    uint32_t flushes = buffers_flushable(p, s, task);
    enum step_status status = STEP_OK;
    if (alternative < flushes)
        flush(p, s, task, alternative);
    else
        status = perform(p, s, task, alternative - flushes, late);
    if (status == STEP_OK)
        status = finish_step(p, s, task);
    if (p->deed && status == STEP_OK && !judge_stop_inside(p, s, task))
        status = STEP_REFUSED;
    if (status == STEP_FINDING)
        drop_later_notes(p);
    return status;
}

enum step_status product_initial(struct product *p, struct state *s)
{
    s->count = 0;
    p->performed = 0;
    vec_clear(&p->log);
    vec_clear(&p->notes);
    vec_clear(&p->newborns);
    p->performed = 0;
    uint32_t class = product_class_of(p, p->l->main_node);
    p->classes.items[class].starts = true;
    state_fit(p, s);
    product_set(p, s, p->slots[0].task_field, SLOT_CLASS + p->classes.items[class].local_index);
    enum step_status status = finish_step(p, s, 0);
    vec_clear(&p->log);
    return status;
}
