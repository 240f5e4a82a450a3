/* SPDX-License-Identifier: MIT */
#include "sim/prelude.h"

#include "sim/heap_state.h"
#include "sim/posix/library.h"

#include <stddef.h>

enum { KEPT_BYTES_MAX = 64 * 1024 };

/* Bytes of memory as they were. */
struct piece {
    void *at;
    void **behind; /* NULL, or the address of a pointer to them; then at is NULL */
    size_t bytes, offset; /* in prelude.bytes */
};

struct record {
    struct shadow *at, was;
};

struct prelude {
    bool kept;
    size_t facts;        /* promotions that were in force */
    size_t dirty_count;
    uint32_t task_count; /* slots [0, task_count) */
    uint64_t stack_starts[TASKS_MAX];
    VEC(struct record) records;
    VEC(struct piece) pieces;
    VEC(uint8_t) bytes;
    struct heap_layout *heap;
    struct str output;
};

struct prelude *prelude_new(void)
{
    struct prelude *p = memory_new(1, sizeof *p);
    p->heap = heap_layout_new();
    return p;
}

void prelude_free(struct prelude *p)
{
    vec_release(&p->records);
    vec_release(&p->pieces);
    vec_release(&p->bytes);
    str_release(&p->output);
    heap_layout_free(p->heap);
    free(p);
}

static void add_piece(struct prelude *p, struct piece piece)
{
    const void *from = piece.behind ? *piece.behind : piece.at;
    piece.offset = p->bytes.count;
    if (piece.bytes == 0)
        return;
    vec_push(&p->pieces, piece);
    vec_reserve(&p->bytes, piece.offset + piece.bytes);
    memcpy(p->bytes.items + piece.offset, from, piece.bytes);
    p->bytes.count += piece.bytes;
}

void prelude_keep(struct prelude *p, void *at, size_t bytes)
{
    add_piece(p, (struct piece){.at = at, .bytes = bytes});
}

void prelude_keep_behind(struct prelude *p, void *pointer, size_t bytes)
{
    add_piece(p, (struct piece){.behind = pointer, .bytes = bytes});
}

/* Recording. */

void prelude_forget(struct direct *d)
{
    d->prelude->kept = false;
}

void prelude_begin(struct direct *d)
{
    const struct machine *m = &d->machine;
    prelude_forget(d);
    d->touched_count = 0;
    d->recording = m->options.keep_prelude && m->observer == NULL && !d->stop_at_spawn &&
                   !m->program->unannounced;
}

/* Keeping. */

static size_t stack_bytes(const struct direct_task *t)
{
    return t->stack.base - t->stack.grown;
}

static void add_block(void *bytes, const struct heap_slot *slot)
{
    *(size_t *)bytes += slot->block.bytes + sizeof *slot;
}

static bool is_small(struct direct *d)
{
    const struct arena *arena = &d->machine.arena;
    size_t bytes = d->dirty.count * GRANULE_BYTES + (size_t)(arena->next - arena_first(arena));
    heap_layout_each(heap_layout_of(d), add_block, &bytes);
    for (uint32_t i = 0; i < d->machine.task_limit; i++) {
        const struct direct_task *t = direct_task(d, (task_id)i);
        bytes += stack_bytes(t) + (t->stack.end - t->stack.tls);
    }
    return bytes <= KEPT_BYTES_MAX;
}

static bool can_be_kept(struct direct *d)
{
    const struct machine *m = &d->machine;
    return m->findings.count == 0 && m->end == END_NOT_YET && d->learned.count == 0 &&
           m->promoted.count == d->promoted_marked.count && !d->arguments_dirty &&
           posix_can_be_kept() && arena_first(&m->arena) && is_small(d);
}

static void keep_task(struct prelude *p, struct direct_task *t)
{
    prelude_keep(p, t, offsetof(struct direct_task, stack) + offsetof(struct stack, grown));
    prelude_keep(p, (void *)t->stack.grown, stack_bytes(t));
    prelude_keep(p, (void *)t->stack.tls, t->stack.end - t->stack.tls);
    await_keep(p, t);
    p->stack_starts[t->task.id] = t->stack.grown;
}

static void keep_data(struct prelude *p, struct direct *d)
{
    const struct program *program = d->machine.program;
    for (size_t i = 0; i < d->dirty.count; i++) {
        uint64_t from = d->dirty.items[i], to = from + GRANULE_BYTES;
        from = from < program->data_start ? program->data_start : from;
        to = to > program->data_end ? program->data_end : to;
        prelude_keep(p, (void *)from, to - from);
    }
}

/* A record that was forgotten again (history_forget) is not current. */
static void keep_records(struct prelude *p, const struct direct *d)
{
    vec_clear(&p->records);
    for (uint32_t i = 0; i < d->touched_count; i++) {
        struct shadow *s = d->touched[i];
        if (s->generation == d->generation)
            vec_push(&p->records, (struct record){s, *s});
    }
}

#define KEEP(p, first, end) prelude_keep(p, &(first), (size_t)((char *)&(end) - (char *)&(first)))

static void keep_machine(struct prelude *p, struct direct *d)
{
    struct machine *m = &d->machine;
    KEEP(p, m->end, m->schedule);
    KEEP(p, d->current, d->enabled[d->choice.count]);
    prelude_keep(p, &m->task_limit, sizeof m->task_limit);
    prelude_keep(p, &m->output_cut, sizeof m->output_cut);
    prelude_keep(p, &m->output_total, sizeof m->output_total);
    prelude_keep(p, &m->objects.count, sizeof m->objects.count);
    prelude_keep(p, &d->extras.count, sizeof d->extras.count);
    prelude_keep_behind(p, &d->extras.items, d->extras.count * sizeof *d->extras.items);
    prelude_keep(p, arena_first(&m->arena), (size_t)(m->arena.next - arena_first(&m->arena)));
    prelude_keep(p, &m->arena.next, sizeof m->arena.next);
}

static void keep(struct direct *d)
{
    struct prelude *p = d->prelude;
    vec_clear(&p->pieces);
    vec_clear(&p->bytes);
    keep_machine(p, d);
    for (uint32_t i = 0; i < d->machine.task_limit; i++)
        keep_task(p, direct_task(d, (task_id)i));
    keep_data(p, d);
    keep_records(p, d);
    heap_keep(d, p, p->heap);
    posix_keep(p);
    str_clear(&p->output);
    str_append_bytes(&p->output, str_text(&d->machine.output), d->machine.output.bytes);
    p->task_count = d->machine.task_limit;
    p->dirty_count = d->dirty.count;
    p->facts = d->promoted_marked.count;
    p->kept = true;
}

void prelude_end(struct direct *d)
{
    if (d->choice.count == 1 && d->enabled[0].alternatives == 1)
        return; /* no choice yet */
    d->recording = false;
    if (can_be_kept(d))
        keep(d);
}

/* Repeating. */

bool prelude_is_usable(const struct direct *d)
{
    const struct machine *m = &d->machine;
    return d->prelude->kept && m->observer == NULL && !d->stop_at_spawn &&
           !m->promoted_replaced && m->promoted.count == d->prelude->facts;
}

size_t prelude_dirty_count(const struct direct *d)
{
    return prelude_is_usable(d) ? d->prelude->dirty_count : 0;
}

uint64_t prelude_stack_start(const struct direct *d, const struct direct_task *t)
{
    bool is_kept = t->task.id < d->prelude->task_count && prelude_is_usable(d);
    return is_kept ? d->prelude->stack_starts[t->task.id] : t->stack.base;
}

void prelude_repeat(struct direct *d)
{
    struct prelude *p = d->prelude;
    for (size_t i = 0; i < p->pieces.count; i++) {
        const struct piece *piece = &p->pieces.items[i];
        memcpy(piece->behind ? *piece->behind : piece->at, p->bytes.items + piece->offset,
               piece->bytes);
    }
    for (size_t i = 0; i < p->records.count; i++) {
        const struct record *record = &p->records.items[i];
        *record->at = record->was;
        record->at->generation = d->generation;
    }
    heap_repeat(d, p->heap);
    str_append_bytes(&d->machine.output, str_text(&p->output), p->output.bytes);
}
