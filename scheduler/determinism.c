/* SPDX-License-Identifier: MIT */
/*
 * Determinism check: every execution is run twice, first with the choices of an inner strategy,
 * then with the same choices again, and all that the machine shows at each choice must be equal.
 *
 * A view is what is seen at one choice.  Each is kept as a hash; the first VIEWS_BYTES_MAX of them
 * in full as well, so that a difference can be told in detail.
 */
#include "base/check.h"
#include "base/hash.h"
#include "scheduler/scheduler.h"

#include <string.h>

enum { VIEWS_BYTES_MAX = 64 << 20 };

/* One enabled task with its pending operation; hashed as bytes, so it has no padding. */
struct seen {
    uint64_t addr, bytes, pc;
    uint32_t object, alternatives;
    uint16_t task, verb;
    uint8_t kind, access, order, flags;
};

/* A choice of the first run.  count == 0: a choice by number. */
struct decision {
    uint64_t step; /* or the bound of a choice by number */
    uint64_t pick;
    uint64_t hash;  /* of the view */
    size_t view;    /* index of its first entry in views; SIZE_MAX = only the hash was kept */
    uint32_t count; /* of enabled tasks */
};

/* How a run ended. */
struct ending {
    uint64_t steps, output_hash;
    size_t decisions, findings;
    enum machine_end end;
};

enum phase { PHASE_RECORD, PHASE_COMPARE };

struct twice {
    struct scheduler inner;
    enum phase phase; /* of the current or last execution */
    bool recorded;    /* the last recording can be compared with */
    VEC(struct decision) decisions;
    VEC(struct seen) views, scratch;
    size_t next; /* decision to compare */
    struct ending ending;
    struct str difference; /* empty: none so far */
};

static bool twice_new_execution(void *self)
{
    struct twice *twice = self;
    if (twice->difference.bytes > 0)
        return false;
    if (twice->phase == PHASE_RECORD && twice->recorded) {
        twice->phase = PHASE_COMPARE;
        twice->next = 0;
        return true;
    }
    twice->phase = PHASE_RECORD;
    twice->recorded = false;
    vec_clear(&twice->decisions);
    vec_clear(&twice->views);
    return twice->inner.ops->new_execution(twice->inner.self);
}

/* What choice shows, into twice->scratch. */
static void twice_look(struct twice *twice, const struct choice *choice)
{
    vec_clear(&twice->scratch);
    for (uint32_t i = 0; i < choice->count; i++) {
        const struct enabled *e = &choice->enabled[i];
        struct seen seen = {
            .addr = e->op->addr,
            .bytes = e->op->bytes,
            .pc = e->op->pc,
            .object = e->op->object,
            .alternatives = e->alternatives,
            .task = e->task,
            .verb = e->op->verb,
            .kind = e->op->kind,
            .access = e->op->access,
            .order = e->op->order,
            .flags = e->op->flags,
        };
        vec_push(&twice->scratch, seen);
    }
}

static uint64_t twice_hash(const struct twice *twice)
{
    _Static_assert(sizeof(struct seen) == 40, "hashed as bytes");
    return hash_bytes(twice->scratch.items, twice->scratch.count * sizeof(struct seen), 0);
}

static task_id record_task(struct twice *twice, const struct choice *choice)
{
    struct decision decision = {
        .step = choice->step,
        .pick = twice->inner.ops->next_task(twice->inner.self, choice),
        .hash = twice_hash(twice),
        .view = SIZE_MAX,
        .count = choice->count,
    };
    size_t kept = twice->views.count;
    if ((kept + choice->count) * sizeof(struct seen) <= VIEWS_BYTES_MAX) {
        decision.view = kept;
        for (uint32_t i = 0; i < choice->count; i++)
            vec_push(&twice->views, twice->scratch.items[i]);
    }
    vec_push(&twice->decisions, decision);
    return (task_id)decision.pick;
}

/* Appends "task 1: operation 3 (verb 0) on 4 bytes at 0x20.. from 0x20.. ". */
static void append_seen(struct str *out, const struct seen *s)
{
    str_printf(out,
               "task %u: operation %u verb %u object %" PRIu32 " addr 0x%" PRIx64 " bytes %" PRIu64
               " alternatives %" PRIu32 " pc 0x%" PRIx64,
               s->task, s->kind, s->verb, s->object, s->addr, s->bytes, s->alternatives, s->pc);
}

static void tell_view(struct twice *twice, const struct decision *first,
                      const struct choice *choice)
{
    struct str *out = &twice->difference;
    str_printf(out, "choice %zu: ", twice->next + 1);
    if (first->step != choice->step) {
        str_printf(out, "made at step %" PRIu64 " first, at step %" PRIu64 " when repeated",
                   first->step + 1, choice->step + 1);
        return;
    }
    str_printf(out, "at step %" PRIu64 ", ", choice->step + 1);
    if (first->count != choice->count) {
        str_printf(out, "%" PRIu32 " tasks could run first, %" PRIu32 " when repeated",
                   first->count, choice->count);
        return;
    }
    if (first->view == SIZE_MAX) {
        str_append(out, "the pending operations differ");
        return;
    }
    const struct seen *before = &twice->views.items[first->view], *now = twice->scratch.items;
    uint32_t i = 0;
    while (memcmp(&before[i], &now[i], sizeof *now) == 0)
        i++;
    ASSERT_LT(i, choice->count);
    str_append(out, "first ");
    append_seen(out, &before[i]);
    str_append(out, "; when repeated ");
    append_seen(out, &now[i]);
}

static task_id compare_task(struct twice *twice, const struct choice *choice)
{
    if (twice->difference.bytes > 0)
        return TASK_NONE;
    if (twice->next == twice->decisions.count) {
        str_printf(&twice->difference,
                   "the first run had %zu choices; when repeated there is another at step %" PRIu64,
                   twice->decisions.count, choice->step + 1);
        return TASK_NONE;
    }
    const struct decision *first = &twice->decisions.items[twice->next];
    if (first->count == 0) {
        str_printf(&twice->difference,
                   "choice %zu: between %" PRIu64 " alternatives first, between %" PRIu32
                   " tasks when repeated (step %" PRIu64 ")",
                   twice->next + 1, first->step, choice->count, choice->step + 1);
        return TASK_NONE;
    }
    if (first->step != choice->step || first->count != choice->count ||
        first->hash != twice_hash(twice)) {
        tell_view(twice, first, choice);
        return TASK_NONE;
    }
    twice->next++;
    return (task_id)first->pick;
}

static task_id twice_next_task(void *self, const struct choice *choice)
{
    struct twice *twice = self;
    twice_look(twice, choice);
    return twice->phase == PHASE_RECORD ? record_task(twice, choice) : compare_task(twice, choice);
}

static uint64_t compare_u64(struct twice *twice, uint64_t bound)
{
    if (twice->difference.bytes > 0)
        return bound;
    const struct decision *first = NULL;
    if (twice->next < twice->decisions.count)
        first = &twice->decisions.items[twice->next];
    if (first != NULL && first->count == 0 && first->step == bound) {
        twice->next++;
        return first->pick;
    }
    str_printf(&twice->difference, "choice %zu: ", twice->next + 1);
    if (first == NULL)
        str_append(&twice->difference, "none first");
    else if (first->count > 0)
        str_printf(&twice->difference, "between %" PRIu32 " tasks first", first->count);
    else
        str_printf(&twice->difference, "between %" PRIu64 " alternatives first", first->step);
    str_printf(&twice->difference, ", between %" PRIu64 " alternatives when repeated", bound);
    return bound;
}

static uint64_t twice_next_u64(void *self, uint64_t bound)
{
    struct twice *twice = self;
    if (twice->phase == PHASE_COMPARE)
        return compare_u64(twice, bound);
    struct decision decision = {.step = bound, .view = SIZE_MAX};
    decision.pick = twice->inner.ops->next_u64(twice->inner.self, bound);
    vec_push(&twice->decisions, decision);
    return decision.pick;
}

static struct ending ending_of(const struct machine *m, size_t decisions)
{
    return (struct ending){
        .steps = m->steps,
        .output_hash = hash_bytes(str_text(&m->output), m->output.bytes, 0),
        .decisions = decisions,
        .findings = m->findings.count,
        .end = m->end,
    };
}

static void compare_endings(struct twice *twice, const struct ending *now)
{
    const struct ending *first = &twice->ending;
    struct str *out = &twice->difference;
    if (first->decisions != now->decisions)
        str_printf(out, "%zu choices first, %zu when repeated", first->decisions, now->decisions);
    else if (first->steps != now->steps)
        str_printf(out, "%" PRIu64 " steps first, %" PRIu64 " when repeated", first->steps,
                   now->steps);
    else if (first->end != now->end)
        str_append(out, "the same choices ended in another way when repeated");
    else if (first->findings != now->findings)
        str_printf(out, "%zu findings first, %zu when repeated", first->findings, now->findings);
    else if (first->output_hash != now->output_hash)
        str_append(out, "the same choices printed something else when repeated");
}

static void twice_end_execution(void *self, const struct machine *m)
{
    struct twice *twice = self;
    if (twice->phase == PHASE_COMPARE) {
        struct ending now = ending_of(m, twice->next);
        if (twice->difference.bytes == 0 && !machine_end_is_by_time(m->end))
            compare_endings(twice, &now);
        return;
    }
    twice->ending = ending_of(m, twice->decisions.count);
    twice->recorded = m->promoted.count == m->schedule.promoted.count;
    if (twice->inner.ops->end_execution != NULL)
        twice->inner.ops->end_execution(twice->inner.self, m);
}

static void twice_fini(void *self)
{
    struct twice *twice = self;
    scheduler_release(twice->inner);
    vec_release(&twice->decisions);
    vec_release(&twice->views);
    vec_release(&twice->scratch);
    str_release(&twice->difference);
    free(twice);
}

static const struct scheduler_ops twice_ops = {
    .name = "determinism",
    .new_execution = twice_new_execution,
    .next_task = twice_next_task,
    .next_u64 = twice_next_u64,
    .end_execution = twice_end_execution,
    .fini = twice_fini,
};

struct scheduler scheduler_with_determinism_check(struct scheduler inner)
{
    struct twice *twice = memory_new(1, sizeof *twice);
    twice->inner = inner;
    return (struct scheduler){&twice_ops, twice};
}

const char *determinism_difference(struct scheduler scheduler)
{
    ASSERT(scheduler.ops == &twice_ops);
    const struct twice *twice = scheduler.self;
    return twice->difference.bytes > 0 ? str_text(&twice->difference) : NULL;
}
