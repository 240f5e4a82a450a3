/* SPDX-License-Identifier: MIT */
/*
 * One native run: from an image, with a result, to the task's next operation.
 *
 * An image is: struct image_head, the thread-local block, then the stack from sp to its base (the
 * callee-saved registers are on top, fiber.h).
 *
 * Library code and struct copies announce several accesses before they make them.  What a task has
 * announced and may not have finished is its *flight*: the bytes it was given to read, which must be in
 * memory again when it goes on, and the places it may still write to.  A sequence of struct flight_item,
 * each followed by its bytes, padded to 8.
 *
 * Soundness: nothing but the image, the flight, and the result may influence a run.  learner->audit
 * repeats each run with other bytes everywhere else on the stack and in memory that the run has no
 * business with.
 */
#include "sim/learn/learner.h"
#include "sim/learn/registry.h"

#include "sim/perform_cell.h"
#include "sim/posix/attach.h"

enum {
    CLEAR_BYTES = 16 * 1024, /* below sp are set to zero before a run: fresh frames read zeroes */
    IMAGE_BYTES_MAX = 1 << 20,
};

struct image_head {
    uint64_t sp;
    int32_t error_number;
    uint32_t spare;
};

struct flight_item {
    uint64_t addr;
    uint32_t bytes;
    uint32_t write; /* else read */
};

static size_t padded(size_t bytes)
{
    return (bytes + 7) & ~(size_t)7;
}

static void append(struct bytes *v, const void *bytes, size_t count)
{
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
    struct image_head head = {(uint64_t)(uintptr_t)t->sp, *(const int *)t->stack.error, 0};
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
    memcpy((void *)t->stack.tls, from, tls_bytes(l));
    from += padded(tls_bytes(l));
    if (head.sp < t->stack.grown)
        stack_grow(&t->stack, head.sp);
    memcpy((void *)head.sp, from, t->stack.base - head.sp);
    clear_below(l, t, head.sp);
    t->sp = (void *)head.sp;
    *(int *)t->stack.error = head.error_number;
    return t;
}

/* Flights. */

static void place_flight(const struct learner *l, uint32_t flight)
{
    if (flight == BLOB_NONE)
        return;
    size_t count;
    const uint8_t *at = blob_set_get(&l->flights, flight, &count), *end = at + count;
    while (at < end) {
        struct flight_item item;
        memcpy(&item, at, sizeof item);
        at += sizeof item;
        memcpy((void *)item.addr, at, item.bytes);
        at += padded(item.bytes);
    }
}

static void add_item(struct native_end *end, uint64_t addr, uint64_t bytes, bool write)
{
    struct flight_item item = {addr, (uint32_t)bytes, write};
    append(&end->flight, &item, sizeof item);
    append(&end->flight, (const void *)addr, bytes);
}

/* The older items again, with what memory holds now, unless the newer one replaces them. */
static void keep_items(const struct learner *l, uint32_t flight, uint64_t addr, uint64_t bytes,
                       struct native_end *end)
{
    size_t count;
    const uint8_t *at = blob_set_get(&l->flights, flight, &count), *stop = at + count;
    while (at < stop) {
        struct flight_item item;
        memcpy(&item, at, sizeof item);
        at += sizeof item + padded(item.bytes);
        bool covered = item.addr >= addr && item.addr + item.bytes <= addr + bytes;
        if (!covered)
            add_item(end, item.addr, item.bytes, item.write);
    }
}

/* Is the access of `from` still under way when `to` is posted? */
static bool stays_in_flight(const struct op *from, const struct op *to)
{
    if (from->kind != OP_READ && from->kind != OP_WRITE)
        return from->pc == to->pc;
    return from->pc == to->pc || (from->kind == OP_READ && to->kind == OP_WRITE);
}

static void note_flight(struct learner *l, const struct op *from, uint32_t flight,
                        struct native_end *end)
{
    end->flight.count = 0;
    if (!stays_in_flight(from, &end->node.op))
        return;
    bool access = from->access == ACCESS_PLAIN && (from->kind == OP_READ || from->kind == OP_WRITE);
    if (flight != BLOB_NONE)
        keep_items(l, flight, access ? from->addr : 0, access ? from->bytes : 0, end);
    if (access)
        add_item(end, from->addr, from->bytes, from->kind == OP_WRITE);
}

/* What was written. */

static bool writes_by_itself(const struct op *op)
{
    if (op->kind == OP_WRITE)
        return true;
    return op_is_cell(op) && op->kind > OP_LOAD && (op->bytes > 8 || (op->flags & OP_RANGE));
}

static void add_out(struct native_end *end, uint64_t addr, uint64_t bytes)
{
    struct out_write out = {addr, bytes};
    append(&end->out, &out, sizeof out);
    append(&end->out, (const void *)addr, bytes);
    size_t mask = end->out.count;
    vec_reserve(&end->out, mask + padded(bytes));
    memset(end->out.items + mask, 0xff, padded(bytes));
    end->out.count += padded(bytes);
}

/* Library code that announced a write before the last operation may have made it only now. */
static void note_late_writes(struct learner *l, uint32_t flight, struct native_end *end)
{
    if (flight == BLOB_NONE)
        return;
    size_t count;
    const uint8_t *at = blob_set_get(&l->flights, flight, &count), *stop = at + count;
    while (at < stop) {
        struct flight_item item;
        memcpy(&item, at, sizeof item);
        at += sizeof item;
        if (item.write && memcmp((const void *)item.addr, at, item.bytes) != 0)
            add_out(end, item.addr, item.bytes);
        at += padded(item.bytes);
    }
}

/* Shared parts of the task's own stack that it changed without saying so: spilled registers. */
struct shared_bytes {
    uint32_t before[1024];
    uint32_t count;
};

static void note_shared(const struct learner *l, const struct direct_task *t,
                        struct shared_bytes *shared)
{
    shared->count = 0;
    for (size_t i = 0; i < l->shared.count && i < ARRAY_LENGTH(shared->before); i++, shared->count++)
        shared->before[i] = stack_owner(l->shared.items[i].addr) == t->task.id
                                ? *(const uint32_t *)l->shared.items[i].addr
                                : 0;
}

static void note_silent_writes(const struct learner *l, const struct direct_task *t,
                               const struct op *op, const struct shared_bytes *shared,
                               struct native_end *end)
{
    for (uint32_t i = 0; i < shared->count; i++) {
        uint64_t addr = l->shared.items[i].addr;
        bool announced = writes_by_itself(op) && addr < op->addr + op->bytes &&
                         op->addr < addr + GRANULE_BYTES;
        if (stack_owner(addr) == t->task.id && !announced && addr >= (uint64_t)(uintptr_t)t->sp &&
            *(const uint32_t *)addr != shared->before[i])
            add_out(end, addr, GRANULE_BYTES);
    }
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
                              .op = t->task.pending, .edges = BLOB_NONE};
    str_clear(&end->text);
    end->warnings = 0;
    if (l->refused)
        refuse(end, l->refused);
    else
        note_findings(l, end);
    if (end->node.kind == NODE_PENDING && hidden_state_changed(l))
        refuse(end, "private state outside of its stack changes");
    memcpy(d->slots, l->base_slots, sizeof l->base_slots);
    m->end = END_NOT_YET;
    vec_clear(&m->findings);
    m->arena.next = before.next;
    m->arena.end = before.end;
    m->arena.current = before.current;
}

/* Bytes that the operation reads, where the task will look for them. */
static uint64_t place_result(struct learner *l, const struct op *op, const void *result,
                             size_t bytes)
{
    uint64_t value = 0;
    bool native = op->kind == OP_READ || (op_is_cell(op) && (op->bytes > 8 || op->flags & OP_RANGE));
    if (native && op->kind != OP_WRITE) {
        ASSERT_EQ(bytes, op->bytes);
        memcpy((void *)op->addr, result, bytes);
        return 0;
    }
    if (bytes > 0)
        memcpy(&value, result, bytes < sizeof value ? bytes : sizeof value);
    if (op->kind == OP_OBJECT && bytes > sizeof value) { /* followed by the object's state */
        struct object *stub = l->objects.items[registry_index(op->object)].stub;
        memset(object_state(stub), 0, stub->ops->state_bytes);
        memcpy(object_state(stub), (const uint8_t *)result + sizeof value, bytes - sizeof value);
    }
    return value;
}

static void run_once(struct learner *l, const struct node *from, const void *result, size_t bytes,
                     struct native_end *end)
{
    const struct op op = from->op;
    uint32_t flight = from->flight;
    struct direct_task *t = restore(l, from);
    place_flight(l, flight);
    uint64_t value = place_result(l, &op, result, bytes);
    if (op.kind == OP_WRITE)
        memset((void *)op.addr, (int)(l->background ^ 0x5a), op.bytes);
    struct shared_bytes shared;
    note_shared(l, t, &shared);
    go(l, t, value, end);
    end->out.count = end->image.count = end->flight.count = 0;
    if (end->node.kind != NODE_PENDING)
        return;
    if (t->stack.base - (uint64_t)(uintptr_t)t->sp > IMAGE_BYTES_MAX) {
        refuse(end, "its stack is very deep");
        return;
    }
    if (writes_by_itself(&op))
        add_out(end, op.addr, op.bytes);
    note_late_writes(l, flight, end);
    note_silent_writes(l, t, &op, &shared, end);
    note_flight(l, &op, flight, end);
    capture(l, t, end);
}

/* Bytes that differ although only the background did were not written: they keep what they hold. */
static void mask_unwritten(struct native_end *end, const struct native_end *again)
{
    size_t at = 0;
    while (at < end->out.count && at + sizeof(struct out_write) <= again->out.count) {
        struct out_write out;
        memcpy(&out, end->out.items + at, sizeof out);
        uint8_t *bytes = end->out.items + at + sizeof out;
        const uint8_t *other = again->out.items + at + sizeof out;
        uint8_t *mask = bytes + padded(out.bytes);
        for (size_t i = 0; i < out.bytes; i++)
            if (bytes[i] != other[i])
                bytes[i] = mask[i] = 0;
        at += sizeof out + 2 * padded(out.bytes);
    }
}

void native_run(struct learner *l, uint32_t node, const void *result, size_t bytes,
                struct native_end *end)
{
    const struct node from = l->nodes.items[node];
    ASSERT(from.kind == NODE_PENDING);
    run_once(l, &from, result, bytes, end);
    if (!(from.op.kind == OP_WRITE && from.op.flags & (OP_WRAPPED | OP_RANGE)))
        return;
    struct native_end again = {0};
    l->background = 0xff;
    run_once(l, &from, result, bytes, &again);
    l->background = 0;
    mask_unwritten(end, &again);
    /* The flight of the first run holds background bytes where nothing was written. */
    vec_release(&again.image);
    vec_release(&again.flight);
    vec_release(&again.out);
    str_release(&again.text);
}

void native_capture(struct learner *l, const struct direct_task *t, struct native_end *end)
{
    end->node = (struct node){.kind = NODE_PENDING, .slot = t->task.id, .started = true,
                              .op = t->task.pending, .edges = BLOB_NONE};
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
    vec_release(&end.image);
    vec_release(&end.flight);
    vec_release(&end.out);
    str_release(&end.text);
    return id;
}
