/* SPDX-License-Identifier: MIT */
/*
 * One native run: from an image, with a result, to the task's next operation.
 *
 * An image is: struct image_head, the thread-local block, then the stack from sp to its base (the
 * callee-saved registers are on top, fiber.h).
 *
 * Soundness: nothing but the image, the flight, and the result may influence a run.  learner->audit
 * repeats each run with other bytes everywhere else on the stack and in memory that the run has no
 * business with.
 */
#include "sim/learn/flight.h"
#include "sim/learn/registry.h"

#include "sim/heap_state.h"
#include "sim/perform_cell.h"
#include "sim/posix/attach.h"

enum {
    CLEAR_BYTES = 16 * 1024, /* below sp are set to zero before a run: fresh frames read zeroes */
    IMAGE_BYTES_MAX = 1 << 20,
};

struct image_head {
    uint64_t sp;
    int32_t error_number;
    int32_t depth; /* of atomic sections */
};

static size_t padded(size_t bytes)
{
    return (bytes + 7) & ~(size_t)7;
}

static void append(struct bytes *v, const void *bytes, size_t count)
{
    if (count == 0)
        return;
    vec_reserve(v, v->count + padded(count));
    memcpy(v->items + v->count, bytes, count);
    memset(v->items + v->count + count, 0, padded(count) - count);
    v->count += padded(count);
}

/* Images. */

static size_t tls_bytes(const struct learner *l)
{
    return l->d->machine.program->tls_bytes;
}

static void capture(const struct learner *l, const struct direct_task *t, struct native_end *end)
{
    struct image_head head = {(uint64_t)(uintptr_t)t->sp, *(const int *)t->stack.error,
                              *(const int *)t->stack.depth};
    end->node.sp = head.sp;
    end->image.count = 0;
    append(&end->image, &head, sizeof head);
    append(&end->image, (const void *)t->stack.tls, tls_bytes(l));
    append(&end->image, t->sp, t->stack.base - head.sp);
}

/* Dead bytes below the stack pointer are the same whatever ran there before. */
static void clear_below(const struct learner *l, const struct direct_task *t, uint64_t sp)
{
    uint64_t from = sp - t->stack.grown > CLEAR_BYTES ? sp - CLEAR_BYTES : t->stack.grown;
    memset((void *)from, (int)l->background, sp - from);
}

static struct direct_task *restore(struct learner *l, const struct node *n)
{
    struct direct_task *t = direct_task(l->d, n->slot);
    const uint8_t *from = blob_set_get(&l->images, n->image, NULL);
    struct image_head head;
    memcpy(&head, from, sizeof head);
    from += sizeof head;
    if (tls_bytes(l) > 0)
        memcpy((void *)t->stack.tls, from, tls_bytes(l));
    from += padded(tls_bytes(l));
    if (head.sp < t->stack.grown)
        stack_grow(&t->stack, head.sp);
    memcpy((void *)head.sp, from, t->stack.base - head.sp);
    clear_below(l, t, head.sp);
    t->sp = (void *)head.sp;
    *(int *)t->stack.error = head.error_number;
    *(int *)t->stack.depth = head.depth;
    return t;
}

/* What the task is about to do, and whether inside an atomic section. */
static struct op pending(const struct direct_task *t)
{
    struct op op = t->task.pending;
    if (*(const int *)t->stack.depth > 0)
        op.flags |= OP_INSIDE;
    return op;
}

/* Runs. */

static void refuse(struct native_end *end, const char *text)
{
    end->node.kind = NODE_REFUSED;
    str_clear(&end->text);
    str_append(&end->text, text);
}

/* What the findings of the run mean for the node. */
static void note_findings(struct learner *l, struct native_end *end)
{
    struct machine *m = &l->d->machine;
    end->warnings = (uint32_t)m->findings.count;
    if (m->end == END_VIOLATION) {
        const struct finding *f = vec_last(&m->findings);
        end->node.kind = NODE_FAILED;
        end->node.finding = (uint8_t)f->kind;
        end->node.op.pc = f->sites[0].pc;
        str_append(&end->text, f->message);
        end->warnings--;
    } else if (m->end == END_UNSUPPORTED) {
        refuse(end, m->unsupported);
    } else if (m->end == END_HUNG) {
        end->node.kind = NODE_HUNG;
    } else if (m->end != END_NOT_YET) {
        refuse(end, "it ends in a way that is not learned");
    }
}

static bool hidden_state_changed(const struct learner *l)
{
    return l->hidden_effect || memcmp(l->base_slots, l->d->slots, sizeof l->base_slots) != 0;
}

/* The arena's blocks stay; what the run put there is forgotten. */
static void go(struct learner *l, struct direct_task *t, uint64_t value, struct native_end *end)
{
    struct direct *d = l->d;
    struct machine *m = &d->machine;
    struct arena before = m->arena;
    l->refused = NULL;
    l->hidden_effect = false;
    l->runs++;
    m->steps++; /* for the watchdog: this is progress */
    t->task.state = TASK_RUNNING;
    await_reset(t);
    t->effect = false;
    d->learner = l;
    d->fast_bytes = 0;
    direct_resume(d, t, value);
    d->learner = NULL;
    d->fast_bytes = WORLD_BYTES;
    d->probing = d->ended = d->touching = false;
    end->node = (struct node){.kind = NODE_PENDING, .slot = t->task.id, .started = true,
                              .op = pending(t), .edges = BLOB_NONE};
    str_clear(&end->text);
    end->warnings = 0;
    if (l->refused)
        refuse(end, l->refused);
    else
        note_findings(l, end);
    if (end->node.kind == NODE_PENDING && hidden_state_changed(l))
        refuse(end, "private state outside of its stack changes");
    const struct op *op = &end->node.op;
    if (end->node.kind == NODE_PENDING && op_is_cell(op) && world_in_stacks(op->addr))
        learner_share(l, op->addr, op->bytes);
    memcpy(d->slots, l->base_slots, sizeof l->base_slots);
    m->end = END_NOT_YET;
    vec_clear(&m->findings);
    m->arena.next = before.next;
    m->arena.end = before.end;
    m->arena.current = before.current;
}

/* What the operation returns to the task; bytes of cells are in memory already (flight.h). */
static uint64_t place_result(struct learner *l, const struct op *op, const void *result,
                             size_t bytes)
{
    uint64_t value = 0;
    if (op_is_cell(op) && bytes > sizeof value)
        return 0;
    if (bytes > 0)
        memcpy(&value, result, bytes < sizeof value ? bytes : sizeof value);
    if (op->kind == OP_OBJECT && bytes > sizeof value) { /* followed by the object's state */
        struct object *stub = l->objects.items[registry_index(op->object)].stub;
        memset(object_state(stub), 0, stub->ops->state_bytes);
        memcpy(object_state(stub), (const uint8_t *)result + sizeof value, bytes - sizeof value);
    }
    return value;
}

static void run_once(struct flight_run *r, const void *result, size_t bytes,
                     struct native_end *end)
{
    struct learner *l = r->l;
    struct direct_task *t = restore(l, r->from);
    r->t = t;
    flight_prepare(r, result, bytes);
    go(l, t, place_result(l, &r->from->op, result, bytes), end);
    if (end->node.kind == NODE_PENDING &&
        t->stack.base - (uint64_t)(uintptr_t)t->sp > IMAGE_BYTES_MAX)
        refuse(end, "its stack is very deep");
    flight_gather(r);
}

/* A run that only shows what the first one wrote.  Did it come to the same operation? */
static bool run_probe(struct flight_run *probe, const void *result, size_t bytes,
                      const struct native_end *end)
{
    struct native_end other = {0};
    run_once(probe, result, bytes, &other);
    str_release(&other.text);
    return other.node.kind == end->node.kind &&
           memcmp(&other.node.op, &end->node.op, sizeof end->node.op) == 0;
}

static bool probe_stack(struct flight_run *run, uint32_t hidden, const void *result, size_t bytes,
                        const struct native_end *end)
{
    struct flight_run probe = {.l = run->l,
                                .from = run->from,
                                .purpose = FLIGHT_STACK_PROBE,
                                .shared_count = run->shared_count,
                                .hidden = hidden};
    bool same = run_probe(&probe, result, bytes, end);
    if (same)
        flight_trust(run, &probe);
    flight_release(&probe);
    return same;
}

/*
 * Where a function is called again, its parameters may come to lie where they were, with the same
 * values: only a probe shows that they were written.  It goes astray where the stack holds something that the
 * task reads itself; that is no cell of others at the time, and what it wrote there was noted then.
 */
static void probe_stack_parts(struct flight_run *run, const void *result, size_t bytes,
                              const struct native_end *end)
{
    if (!flight_needs(run, FLIGHT_STACK_PROBE) ||
        probe_stack(run, FLIGHT_ALL, result, bytes, end))
        return;
    for (uint32_t i = 0; i < run->open.count; i++)
        if (run->open.items[i].kind == OPEN_STACK)
            probe_stack(run, i, result, bytes, end);
}

/* Values that cannot really occur may lead outside of all memory that was ever given out. */
static bool is_wild(const struct learner *l, const struct op *op)
{
    return op_is_cell(op) && world_in_heap(op->addr) &&
           !heap_is_accessible(l->d, op->addr, op->bytes);
}

void native_run(struct learner *l, uint32_t node, const void *result, size_t bytes,
                struct native_end *end)
{
    const struct node from = l->nodes.items[node];
    if (is_wild(l, &from.op)) {
        end->node = (struct node){.slot = from.slot, .started = true, .edges = BLOB_NONE};
        refuse(end, "an access to the heap is outside of all that was ever allocated");
        return;
    }
    uint32_t shared = (uint32_t)l->shared.count;
    struct flight_run run = {
        .l = l, .from = &from, .purpose = FLIGHT_RUN, .shared_count = shared};
    struct flight_run probe = {
        .l = l, .from = &from, .purpose = FLIGHT_PROBE, .shared_count = shared};
    ASSERT(from.kind == NODE_PENDING);
    run_once(&run, result, bytes, end);
    end->out.count = end->image.count = end->flight.count = 0;
    if (end->node.kind == NODE_PENDING) {
        capture(l, run.t, end);
        bool probes = flight_needs(&run, FLIGHT_PROBE);
        bool same = !probes || run_probe(&probe, result, bytes, end);
        probe_stack_parts(&run, result, bytes, end);
        const char *refused = flight_settle(&run, probes ? &probe : NULL, same, end);
        if (refused)
            refuse(end, refused);
    }
    flight_release(&run);
    flight_release(&probe);
}

void native_capture(struct learner *l, const struct direct_task *t, struct native_end *end)
{
    end->node = (struct node){.kind = NODE_PENDING, .slot = t->task.id, .started = true,
                              .op = pending(t), .edges = BLOB_NONE};
    end->out.count = end->flight.count = 0;
    capture(l, t, end);
}

uint32_t learner_start(struct learner *l, task_id slot, uint64_t entry, uint64_t argument,
                       uint64_t stack_bytes)
{
    struct direct_task *t = direct_prepare_task(l->d, slot, stack_bytes, entry, argument);
    t->task.object = LEARNED_OBJECT_BASE + learner_thread(l, slot);
    uint64_t sp = (uint64_t)(uintptr_t)t->sp;
    memset((void *)t->stack.grown, 0, sp - t->stack.grown);
    struct native_end end = {0};
    go(l, t, 0, &end);
    if (end.node.kind == NODE_PENDING)
        capture(l, t, &end);
    uint32_t id = nodes_intern(l, &end);
    native_end_release(&end);
    return id;
}
