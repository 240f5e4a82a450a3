/* SPDX-License-Identifier: MIT */
#include "tests/liveness_protocols.h"

#include "base/check.h"

#include <string.h>

/* Moves the task on; the value of a step that was made. */
static bool go(struct protocol_state *s, uint32_t i, uint8_t place)
{
    s->at[i] = place;
    return true;
}

/* On to the next of so many places, round and round. */
static bool go_on(struct protocol_state *s, uint32_t i, uint32_t places)
{
    return go(s, i, (uint8_t)((s->at[i] + 1u) % places));
}

/* Cells of two flags and a turn.  Places 3 and 4 are the two reads of the waiting loop: as long as
 * both find the other in its way, the task goes round without any change, that is, it waits. */
enum { FLAG, TURN = 2 };

static bool peterson_step(struct protocol_state *s, uint32_t i, uint32_t n)
{
    const uint32_t other = n - 1 - i;
    const bool blocked = s->cell[FLAG + other] && s->cell[TURN] == other;
    switch (s->at[i]) {
    case 0: /* marks: trying, doorway */
        return go(s, i, 1);
    case 1:
        s->cell[FLAG + i] = 1;
        return go(s, i, 2);
    case 2:
        s->cell[TURN] = (uint8_t)other;
        return go(s, i, 3);
    case 3:
        return !blocked && go(s, i, s->cell[FLAG + other] ? 4 : 5);
    case 4:
        return !blocked && go(s, i, s->cell[TURN] == other ? 3 : 5);
    case 5: /* mark: critical */
        return go(s, i, 6);
    case 6: /* mark: exit */
        return go(s, i, 7);
    case 7:
        s->cell[FLAG + i] = 0;
        return go(s, i, 0);
    }
    UNREACHABLE();
}

static void buffer_store(struct protocol_state *s, uint32_t i, uint32_t cell, uint32_t value)
{
    ASSERT_LT(s->buffered[i], PROTOCOL_BUFFER_MAX);
    s->buffer[i][s->buffered[i]].cell = (uint8_t)cell;
    s->buffer[i][s->buffered[i]++].value = (uint8_t)value;
}

static void flush(struct protocol_state *s, uint32_t i)
{
    s->cell[s->buffer[i][0].cell] = s->buffer[i][0].value;
    s->buffered[i]--;
    memmove(&s->buffer[i][0], &s->buffer[i][1], sizeof s->buffer[i][0]);
    memset(&s->buffer[i][s->buffered[i]], 0, sizeof s->buffer[i][0]);
}

/* What the task itself would read. */
static uint32_t buffered_load(const struct protocol_state *s, uint32_t i, uint32_t cell)
{
    for (uint32_t k = s->buffered[i]; k-- > 0;)
        if (s->buffer[i][k].cell == cell)
            return s->buffer[i][k].value;
    return s->cell[cell];
}

/* The same through store buffers; a store waits for room. */
static bool peterson_tso(struct protocol_state *s, uint32_t i, uint32_t n, bool fenced)
{
    const uint32_t other = n - 1 - i;
    const uint32_t flag = buffered_load(s, i, FLAG + other), turn = buffered_load(s, i, TURN);
    const bool full = s->buffered[i] == PROTOCOL_BUFFER_MAX, blocked = flag && turn == other;
    const uint8_t at = s->at[i];
    if ((at == 1 || at == 2 || at == 7) && full)
        return false;
    if ((at == 3 || at == 4) && (blocked || (fenced && s->buffered[i] > 0)))
        return false;
    if (at == 1 || at == 7)
        buffer_store(s, i, FLAG + i, at == 1);
    if (at == 2)
        buffer_store(s, i, TURN, other);
    if (at == 3)
        return go(s, i, flag ? 4 : 5);
    if (at == 4)
        return go(s, i, turn == other ? 3 : 5);
    return go_on(s, i, 8);
}

static bool peterson_buffered_step(struct protocol_state *s, uint32_t i, uint32_t n)
{
    return peterson_tso(s, i, n, false);
}

static bool peterson_fenced_step(struct protocol_state *s, uint32_t i, uint32_t n)
{
    return peterson_tso(s, i, n, true);
}

/* 1: an exchange that finds the lock taken changes nothing. */
static bool test_and_set_step(struct protocol_state *s, uint32_t i, uint32_t n)
{
    (void)n;
    if (s->at[i] == 1 && s->cell[0])
        return false;
    if (s->at[i] == 1)
        s->cell[0] = 1;
    if (s->at[i] == 3)
        s->cell[0] = 0;
    return go_on(s, i, 4);
}

static bool turn_variable_step(struct protocol_state *s, uint32_t i, uint32_t n)
{
    if (s->at[i] == 1 && s->cell[0] != i)
        return false;
    if (s->at[i] == 3)
        s->cell[0] = (uint8_t)((i + 1) % n);
    return go_on(s, i, 4);
}

/* cell 0: the next ticket, cell 1: now serving, both modulo more than there are tasks. */
static bool ticket_lock_step(struct protocol_state *s, uint32_t i, uint32_t n)
{
    if (s->at[i] == 1) {
        s->mine[i] = s->cell[0];
        s->cell[0] = (uint8_t)((s->cell[0] + 1u) % (n + 1));
    }
    if (s->at[i] == 2 && s->cell[1] != s->mine[i])
        return false;
    if (s->at[i] == 4) {
        s->cell[1] = (uint8_t)((s->cell[1] + 1u) % (n + 1));
        s->mine[i] = 0;
    }
    return go_on(s, i, 5);
}

/* cell i: task i's level; cell 5 + l: the victim of level l, l = 1 .. n - 1.  The waiting condition
 * is read in one step. */
static bool filter_lock_step(struct protocol_state *s, uint32_t i, uint32_t n)
{
    const uint32_t level = s->mine[i];
    switch (s->at[i]) {
    case 0: /* marks: trying, doorway */
        s->mine[i] = 1;
        return go(s, i, 1);
    case 1: /* level 1: the doorway */
    case 4: /* the other levels */
        s->cell[i] = (uint8_t)level;
        return go(s, i, s->at[i] == 1 ? 2 : 5);
    case 2:
    case 5:
        s->cell[5 + level] = (uint8_t)i;
        return go(s, i, 3);
    case 3:
        for (uint32_t other = 0; other < n; other++)
            if (other != i && s->cell[other] >= level && s->cell[5 + level] == i)
                return false;
        s->mine[i] = level + 1 < n ? (uint8_t)(level + 1) : 0;
        return go(s, i, level + 1 < n ? 4 : 6);
    case 6: /* mark: critical */
    case 7: /* mark: exit */
        return go_on(s, i, 9);
    case 8:
        s->cell[i] = 0;
        return go(s, i, 0);
    }
    UNREACHABLE();
}

/* A spinlock that looks first and sets later. */
static bool check_then_set_step(struct protocol_state *s, uint32_t i, uint32_t n)
{
    (void)n;
    if (s->at[i] == 1 && s->cell[0])
        return false;
    if (s->at[i] == 2)
        s->cell[0] = 1;
    if (s->at[i] == 4)
        s->cell[0] = 0;
    return go_on(s, i, 5);
}

static bool flags_only_step(struct protocol_state *s, uint32_t i, uint32_t n)
{
    if (s->at[i] == 1 || s->at[i] == 4)
        s->cell[FLAG + i] = s->at[i] == 1;
    if (s->at[i] == 2 && s->cell[FLAG + n - 1 - i])
        return false;
    return go_on(s, i, 5);
}

/* The same, but who sees the other's flag takes back its own and tries again. */
static bool after_you_step(struct protocol_state *s, uint32_t i, uint32_t n)
{
    if (s->at[i] == 1 || s->at[i] == 4 || s->at[i] == 5)
        s->cell[FLAG + i] = s->at[i] == 1;
    if (s->at[i] == 2 && s->cell[FLAG + n - 1 - i])
        return go(s, i, 5);
    if (s->at[i] == 5)
        return go(s, i, 1);
    return go_on(s, i, 5);
}

#define PETERSON_PARTS                                                                             \
    {                                                                                              \
        REMAINDER, DOORWAY, DOORWAY, WAITING, WAITING, WAITING, CRITICAL, LEAVING                  \
    }

const struct protocol peterson = {.step = peterson_step, .parts = PETERSON_PARTS};
const struct protocol peterson_buffered = {.step = peterson_buffered_step, .parts = PETERSON_PARTS};
const struct protocol peterson_fenced = {.step = peterson_fenced_step, .parts = PETERSON_PARTS};
const struct protocol test_and_set = {.step = test_and_set_step,
                                      .parts = {REMAINDER, TRYING, CRITICAL, LEAVING}};
const struct protocol turn_variable = {.step = turn_variable_step,
                                       .parts = {REMAINDER, TRYING, CRITICAL, LEAVING}};
const struct protocol ticket_lock = {.step = ticket_lock_step,
                                     .parts = {REMAINDER, DOORWAY, WAITING, CRITICAL, LEAVING}};
const struct protocol filter_lock = {
    .step = filter_lock_step,
    .parts = {REMAINDER, DOORWAY, DOORWAY, WAITING, WAITING, WAITING, WAITING, CRITICAL, LEAVING}};
const struct protocol check_then_set = {.step = check_then_set_step,
                                        .parts = {REMAINDER, TRYING, TRYING, CRITICAL, LEAVING}};
const struct protocol flags_only = {.step = flags_only_step,
                                    .parts = {REMAINDER, TRYING, TRYING, CRITICAL, LEAVING}};
const struct protocol after_you = {.step = after_you_step,
                                   .parts = {REMAINDER, TRYING, TRYING, CRITICAL, LEAVING, TRYING}};

static struct regions regions_of(const struct protocol *protocol, uint32_t n,
                                 const struct protocol_state *s)
{
    struct regions r = {.unfinished = (UINT64_C(1) << n) - 1};
    for (uint32_t i = 0; i < n; i++) {
        const uint64_t bit = UINT64_C(1) << i;
        const enum part part = protocol->parts[s->at[i]];
        r.remainder |= part == REMAINDER ? bit : 0;
        r.trying |= part == TRYING || part == DOORWAY || part == WAITING ? bit : 0;
        r.doorway |= part == DOORWAY ? bit : 0;
        r.waiting |= part == WAITING ? bit : 0;
        r.critical |= part == CRITICAL ? bit : 0;
    }
    return r;
}

struct drawing {
    const struct protocol *protocol;
    uint32_t n;
    struct sketch *sketch;
    VEC(struct protocol_state) states;
};

static uint32_t number_of(struct drawing *d, const struct protocol_state *s)
{
    for (uint32_t k = 0; k < d->states.count; k++)
        if (memcmp(&d->states.items[k], s, sizeof *s) == 0)
            return k;
    vec_push(&d->states, *s);
    return sketch_state(d->sketch, regions_of(d->protocol, d->n, s));
}

void protocol_draw(const struct protocol *protocol, uint32_t n, struct sketch *sketch)
{
    struct drawing d = {.protocol = protocol, .n = n, .sketch = sketch};
    const struct protocol_state initial = {0};
    sketch->graph.tasks = n;
    number_of(&d, &initial);
    for (uint32_t k = 0; k < d.states.count; k++)
        for (uint32_t i = 0; i < n; i++) {
            struct protocol_state next = d.states.items[k];
            if (protocol->step(&next, i, n))
                sketch_edge(sketch, k, (uint8_t)i, number_of(&d, &next));
            next = d.states.items[k];
            if (next.buffered[i] == 0)
                continue;
            flush(&next, i);
            sketch_edge(sketch, k, (uint8_t)(GRAPH_BUFFERS + i), number_of(&d, &next));
        }
    vec_release(&d.states);
}
