/* SPDX-License-Identifier: MIT */
#include "tests/traces.h"

#include "base/hash.h"
#include "sim/object.h"
#include "sim/objects/semaphore.h"
#include "sim/objects/thread.h"

#include <stdlib.h>
#include <string.h>

static bool writes(const struct step *s)
{
    if (s->op.kind != OP_COMPARE_EXCHANGE)
        return op_may_write(&s->op);
    uint64_t mask = s->op.bytes < 8 ? (UINT64_C(1) << s->op.bytes * 8) - 1 : UINT64_MAX;
    return s->result == (s->op.expected & mask);
}

static bool overlaps(const struct op *a, const struct op *b)
{
    return a->addr < b->addr + b->bytes && b->addr < a->addr + a->bytes;
}

static bool share_object(const struct traces_step *a, const struct traces_step *b)
{
    return a->first == b->first || (b->second && a->first == b->second) ||
           (a->second && (a->second == b->first || a->second == b->second));
}

static bool depend(const struct traces_step *a, const struct traces_step *b)
{
    if (a->task == b->task)
        return true;
    if (op_is_cell(&a->op) && op_is_cell(&b->op))
        return overlaps(&a->op, &b->op) && !(a->looks && b->looks);
    if (a->op.kind != OP_OBJECT || b->op.kind != OP_OBJECT)
        return false;
    if (a->op.flags & b->op.flags & OP_TIMED)
        return true; /* they share the number of timeouts that there may be */
    return share_object(a, b) && !(a->looks && b->looks) && !(a->posts && b->posts);
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static uint64_t hash_sorted(uint64_t *numbers, size_t count, uint64_t seed)
{
    qsort(numbers, count, sizeof *numbers, compare);
    return hash_bytes(numbers, count * sizeof *numbers, seed);
}

/* What the step did, and after what. */
static uint64_t number_of(const struct traces *t, const struct traces_step *now,
                          const struct step *s)
{
    VEC(uint64_t) before = {0};
    for (size_t i = 0; i < t->steps.count; i++)
        if (depend(&t->steps.items[i], now))
            vec_push(&before, t->steps.items[i].number);
    vec_push(&before, 0);
    const uint64_t did[] = {now->task,  s->op.kind,     s->op.verb,
                            s->op.addr, now->first,     now->second,
                            s->result,  s->alternative, s->has_values ? s->after : 0};
    uint64_t number = hash_sorted(before.items, before.count, hash_bytes(did, sizeof did, 0));
    vec_release(&before);
    return number;
}

static uint64_t address(const struct machine *m, uint32_t id)
{
    const struct object *o = object_get(m, id);
    return o ? o->addr : 0;
}

static void on_step(void *self, const struct step *s)
{
    struct traces *t = self;
    const struct object *o = object_get(t->machine, s->op.object);
    if (s->op.kind == OP_OBJECT && o->ops == &thread_ops)
        return; /* each execution has the same */
    struct traces_step now = {.op = s->op, .task = s->task};
    if (op_is_cell(&s->op)) {
        now.looks = !writes(s);
    } else if (s->op.kind == OP_OBJECT) {
        const char *verb = object_verb(o, &s->op);
        now.first = address(t->machine, s->op.object);
        now.second = address(t->machine, s->op.object2);
        now.posts = o->ops == &semaphore_ops && s->op.verb == SEMAPHORE_POST;
        now.looks = (strncmp(verb, "try", 3) == 0 && s->result != 0) ||
                    (o->ops == &semaphore_ops && s->op.verb == SEMAPHORE_VALUE);
    }
    now.number = number_of(t, &now, s);
    vec_push(&t->steps, now);
    for (uint32_t i = 0; i < t->machine->task_limit; i++)
        t->awaited |= t->machine->tasks[i]->state == TASK_AWAITING;
}

static void on_reset(void *self)
{
    struct traces *t = self;
    vec_clear(&t->steps);
}

static const struct observer_ops observer = {.on_reset = on_reset, .on_step = on_step};

void traces_observe(struct traces *t, struct machine *m)
{
    t->machine = m;
    machine_observe(m, &observer, t);
}

static void note_outcome(struct traces *t)
{
    uint64_t outcome = t->machine->end;
    for (size_t i = 0; t->cells && i < t->cells->items.count; i++) {
        struct end_cell cell = t->cells->items.items[i];
        outcome = hash_bytes((const void *)cell.addr, cell.bytes, outcome);
    }
    vec_push(&t->outcomes, outcome);
}

void traces_end(struct traces *t)
{
    VEC(uint64_t) numbers = {0};
    for (size_t i = 0; i < t->steps.count; i++)
        vec_push(&numbers, t->steps.items[i].number);
    vec_push(&numbers, 1);
    vec_push(&t->found, hash_sorted(numbers.items, numbers.count, 0));
    vec_release(&numbers);
    note_outcome(t);
}

void traces_forget(struct traces *t)
{
    vec_clear(&t->found);
    vec_clear(&t->outcomes);
}

static size_t unite(uint64_t *items, size_t count)
{
    size_t kept = 0;
    if (count > 0)
        qsort(items, count, sizeof *items, compare);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || items[i] != items[kept - 1])
            items[kept++] = items[i];
    return kept;
}

size_t traces_unite(struct traces *t)
{
    size_t before = t->found.count;
    t->found.count = unite(t->found.items, before);
    t->outcomes.count = unite(t->outcomes.items, t->outcomes.count);
    return before - t->found.count;
}

static bool are_equal(const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count)
{
    return a_count == b_count && (a_count == 0 || memcmp(a, b, a_count * sizeof *a) == 0);
}

bool traces_are_equal(const struct traces *a, const struct traces *b)
{
    return are_equal(a->found.items, a->found.count, b->found.items, b->found.count);
}

bool traces_have_equal_outcomes(const struct traces *a, const struct traces *b)
{
    return are_equal(a->outcomes.items, a->outcomes.count, b->outcomes.items, b->outcomes.count);
}

void traces_release(struct traces *t)
{
    vec_release(&t->steps);
    vec_release(&t->found);
    vec_release(&t->outcomes);
}
